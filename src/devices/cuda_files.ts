import type { FileList } from "../inference/native_files.ts";

/** What may lie in the folder for CUDA: SHA-256 by name. Written into the program, so that nothing else is loaded. */
export interface CudaFiles {
  /** Without these nothing works. */
  needed: FileList;
  /** NVIDIA's own: all of them or none, where the computer has them already. */
  runtime: FileList;
}

/**
 * ONNX Runtime 1.30.0 for CUDA 13 and cuDNN 9: the add-on and library of npm `onnxruntime-node`, which the program
 * embeds too, and the providers of PyPI `onnxruntime-gpu`, built from the same commit (f2c39fe2f). NVIDIA's libraries
 * are those of CUDA 13.0 update 2, with whose compiler the provider was built, and cuDNN 9.15.1.
 */
export const CUDA_FILES: CudaFiles = {
  needed: {
    "onnxruntime_binding.node": "ccdc60b981d93a490cf9513d3f583547252b6e285b72988a96a494f2f006c7b8",
    "libonnxruntime.so.1": "ffb75a925ba05e47b235bb66e3e3911714a80b328a9c9425539feb204aa32a23",
    "libonnxruntime_providers_cuda.so": "35da2e7ed0dd0d1aec5cdb16ce11a51d06c0c48cf62d1b1c9332946a4fae14fc",
    "libonnxruntime_providers_shared.so": "086ec1d5388f64153d9c63470d126693db9a182c8ce236d3a1119068471b8a0d",
  },
  runtime: {
    "libcublas.so.13": "e70f38efabe986acd5eb683497c62f0f1730a6176ee291d9d24c6e339d1fbf86",
    "libcublasLt.so.13": "656298c804f5adbb0df930545c17911b9584ab4e5101c0eeb65d1fe881d880f8",
    "libcudart.so.13": "96c42e418cec19054186b9429c321603cc190bf26a18104e19408117a2a817b0",
    "libcudnn.so.9": "7ee289e52563f78db59910fe9af6acb7b502d250ad4b7c2d3e4a0bc10616d456",
    "libcudnn_adv.so.9": "7bbefc7523c831d9c03ac212093fe5cfdf22e81b81fa2ea7555433fc1db2c8f0",
    "libcudnn_cnn.so.9": "18d90cbbb52de316766c00bd77314f992b901809b535b221c7de08914b7c1c87",
    "libcudnn_engines_precompiled.so.9": "49b0c2627085e027948bd8660e2ca00ab8dad5e8dbce9a701b8063d94fc6f7cb",
    "libcudnn_engines_runtime_compiled.so.9":
      "7bc19c4c54061bcc8c2eb19c0986b23933bfefa2aa53cec310d5cd304ca20471",
    "libcudnn_graph.so.9": "e80f394870a8567fa421b7991ff3f3ab668dfba7d8705872f9ed11e3b36b448b",
    "libcudnn_heuristic.so.9": "d1a7d1672d3a58d411ee3584073e23251c649e76809873e4311a8aa34056d0be",
    "libcudnn_ops.so.9": "41beb128587b3ecb0b7f52b716ecdcfd52572953e956b3473f57ef4e811ec471",
    "libcurand.so.10": "b53732a66b302b11926e00f762e2c2ba67058347ff93cf4ae709de45e93e06da",
    "libnvrtc-builtins.so.13.0": "91dcd944d01da9c0f08fff5d779db136a47f6d62bdb63bae900d2f481e92c3a2",
    "libnvrtc.so.13": "a49e67e8e74590f1e98de55c39c6287efd3f59e3c3797464d7bbe0fe01349b11",
  },
};
