import { deepStrictEqual, match, ok } from "node:assert";
import { cudaReadMe } from "../../../../src/packaging/cuda/read_me.ts";

Deno.test("the folder's text is ASCII with short lines, and says what is needed, how large, under which licences", () => {
  for (const runtime of [false, true]) {
    const text = cudaReadMe("1.2.3", 318_282_536, runtime);
    match(text, /^[\x20-\x7e\r\n]+$/);
    deepStrictEqual(text.split("\r\n").filter((line) => line.length > 88 || line.includes("\n")), []);
    for (const part of ["driver 580", "318 MB", "MIT licence", "licences of their own"]) {
      ok(text.replace(/\s+/g, " ").includes(part), part);
    }
  }
});

Deno.test("it says where CUDA comes from", () => {
  match(cudaReadMe("1", 1, false).replace(/\s+/g, " "), /takes CUDA 13 and cuDNN 9 from the computer/);
  match(
    cudaReadMe("1", 1, true).replace(/\s+/g, " "),
    /libraries of CUDA 13\.0 update 2 and cuDNN 9\.15\.1 are in here too/,
  );
});
