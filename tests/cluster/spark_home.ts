import { fileURLToPath } from "node:url";
import { pythonWith, run } from "../accuracy/python.ts";

/** Where Spark lies, and the Python that has it. */
export interface SparkHome {
  python: string;
  folder: string;
}

/** The Python with all that the examples need; installed in `.build/` the first time. */
export function clusterPython(): Promise<string> {
  const requirements = new URL("requirements.txt", import.meta.url);
  return pythonWith(requirements.href, fileURLToPath(new URL("../../.build/cluster", import.meta.url)));
}

/** Spark, installed with that Python. */
export async function sparkHome(): Promise<SparkHome> {
  const python = await clusterPython();
  const folder = await run(python, ["-c", "import pyspark, os; print(os.path.dirname(pyspark.__file__))"]);
  return { python, folder: folder.trim() };
}

/** Whether a program is installed on this computer. */
export function has(program: string): boolean {
  return (Deno.env.get("PATH") ?? "").split(":").some((folder) => {
    try {
      return Deno.statSync(`${folder}/${program}`).isFile;
    } catch {
      return false;
    }
  });
}
