import { wrap } from "../read_me.ts";

/**
 * The folder's text for people: plain ASCII with the line ends of Windows. `bytes`: of all libraries; `runtime`: whether
 * NVIDIA's are among them.
 */
export function cudaReadMe(version: string, bytes: number, runtime: boolean): string {
  const nvidia = runtime
    ? "NVIDIA's libraries of CUDA 13.0 update 2 and cuDNN 9.15.1 are in here too, as whoever made this folder has " +
      "fetched them from NVIDIA's packages. They come under NVIDIA's licence, and may be handed on only as it allows."
    : "It takes CUDA 13 and cuDNN 9 from the computer: libcudart, libcublas, libcublasLt (13), libcurand (10), " +
      "libcudnn and libnvrtc. Where they are not installed, facefinder says so and searches without; " +
      "deno task cuda --runtime makes this folder with them, 1.3 GB more.";
  const paragraphs = [
    `facefinder ${version}: searching on NVIDIA's graphics cards, by CUDA`,
    "This folder lies beside the program facefinder-linux-x64, and is for it alone: another version needs another " +
    "folder. Without it the program searches on the processor, or on the graphics card by Vulkan.",
    "It needs Linux on Intel or AMD with glibc 2.28 or later, NVIDIA's driver 580 or later, and a card of the " +
    "Turing generation or later (GeForce GTX 16, RTX 20, Tesla T4).",
    nvidia,
    `The libraries have ${
      Math.round(bytes / 1e6)
    } MB. The program compares each with its checksum before it loads ` +
    "any, and loads none where anything else of that kind lies in here.",
    "Licences: LICENCES.txt. ONNX Runtime is Microsoft's, under the MIT licence; CUDA and cuDNN are NVIDIA's, under " +
    "licences of their own.",
  ];
  return paragraphs.map((paragraph) => [...wrap(paragraph), ""].join("\r\n")).join("\r\n");
}
