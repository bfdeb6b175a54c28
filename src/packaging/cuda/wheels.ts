/** A package of PyPI at one version, and what is taken from it. */
export interface Wheel {
  name: string;
  version: string;
  /** Of the archive; pip checks it. */
  sha256: string;
  megabytes: number;
  /** The folder in the archive that holds the libraries, and their names. */
  folder: string;
  libraries: readonly string[];
  /** Texts in the archive. */
  licences: readonly string[];
}

const NVIDIA = "nvidia/cu13/lib/";

/** Of NVIDIA's packages: the text lies beside what pip writes. */
const nvidiaLicence = (
  name: string,
  version: string,
) => [`${name}-${version}.dist-info/licenses/License.txt`];

/** ONNX Runtime's providers, at the version of the npm package that the program embeds. */
export const PROVIDERS: Wheel = {
  name: "onnxruntime-gpu",
  version: "1.30.0",
  sha256: "6acc0f4b3d5ac5f2984432faa59dd8fcce6775f8b43a7140afa0f322c7a703b1",
  megabytes: 247,
  folder: "onnxruntime/capi/",
  libraries: ["libonnxruntime_providers_cuda.so", "libonnxruntime_providers_shared.so"],
  licences: ["onnxruntime/LICENSE", "onnxruntime/ThirdPartyNotices.txt"],
};

/**
 * NVIDIA's libraries: those that the provider is linked with (readelf -d), cuDNN, which it opens by its name, and what
 * these open in turn (NVRTC for kernels that cuDNN compiles here). cuFFT is left out: no network here has a transform.
 * Versions: CUDA 13.0 update 2, the lowest that fits the provider's compiler (13.0.88), so that drivers from 580 on do.
 */
export const RUNTIME: readonly Wheel[] = [
  {
    name: "nvidia-cuda-runtime",
    version: "13.0.96",
    sha256: "7f82250d7782aa23b6cfe765ecc7db554bd3c2870c43f3d1821f1d18aebf0548",
    megabytes: 2,
    folder: NVIDIA,
    libraries: ["libcudart.so.13"],
    licences: nvidiaLicence("nvidia_cuda_runtime", "13.0.96"),
  },
  {
    name: "nvidia-cublas",
    version: "13.1.0.3",
    sha256: "ee8722c1f0145ab246bccb9e452153b5e0515fd094c3678df50b2a0888b8b171",
    megabytes: 423,
    folder: NVIDIA,
    libraries: ["libcublas.so.13", "libcublasLt.so.13"],
    licences: [],
  },
  {
    name: "nvidia-curand",
    version: "10.4.0.35",
    sha256: "1aee33a5da6e1db083fe2b90082def8915f30f3248d5896bcec36a579d941bfc",
    megabytes: 60,
    folder: NVIDIA,
    libraries: ["libcurand.so.10"],
    licences: [],
  },
  {
    name: "nvidia-cuda-nvrtc",
    version: "13.0.88",
    sha256: "ad9b6d2ead2435f11cbb6868809d2adeeee302e9bb94bcf0539c7a40d80e8575",
    megabytes: 90,
    folder: NVIDIA,
    libraries: ["libnvrtc.so.13", "libnvrtc-builtins.so.13.0"],
    licences: [],
  },
  {
    name: "nvidia-cudnn-cu13",
    version: "9.15.1.9",
    sha256: "ebc9a647918df0d7298d67cfaf41579fd4c78ead9aba246f5ad9414d61b9ec4c",
    megabytes: 351,
    folder: "nvidia/cudnn/lib/",
    libraries: [
      "libcudnn.so.9",
      "libcudnn_graph.so.9",
      "libcudnn_ops.so.9",
      "libcudnn_cnn.so.9",
      "libcudnn_adv.so.9",
      "libcudnn_heuristic.so.9",
      "libcudnn_engines_precompiled.so.9",
      "libcudnn_engines_runtime_compiled.so.9",
    ],
    licences: nvidiaLicence("nvidia_cudnn_cu13", "9.15.1.9"),
  },
];
