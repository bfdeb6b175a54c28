import { statfsSync } from "node:fs";
import { availableParallelism, release } from "node:os";
import { Candidates } from "../devices/candidates.ts";
import { DeviceMemory } from "../devices/device_memory.ts";
import { findDrivers } from "../devices/drivers.ts";
import { judge, type PlaceSettings } from "../devices/placement.ts";
import { fastest, type TestResult } from "../devices/test_result.ts";
import { missingRuntimeFiles } from "../devices/windows_runtime.ts";
import { openDataFolder } from "../system/data_folder.ts";
import { EXIT_INTERRUPTED, EXIT_USAGE } from "../output/exit_code.ts";
import { readManifest } from "../faces/pack.ts";
import { processingId } from "../faces/processing.ts";
import { ONLY_WHEN_ASKED, PROVIDERS } from "../inference/provider.ts";
import { SerialWriter } from "../output/serial_writer.ts";
import { defaultWorkers } from "../workers/engine.ts";
import { nativeUnpacker } from "../workers/native_unpacker.ts";
import { VERSION } from "../version.ts";
import type { Context } from "./context.ts";
import { type DoctorReport, doctorText, fileSystemName, problemsOf } from "./doctor_report.ts";
import { packFolder, type PackOptions } from "./packs.ts";
import { Reporting } from "./reporting.ts";

/** The options of `doctor`, as parsed. */
export interface DoctorOptions extends PackOptions {
  json: boolean;
  data?: string;
  debug: boolean;
}

/** Who asks has time. */
const THOROUGH = { wanted: false, patience: 120_000 };

/** Something works, but should be seen to. */
const EXIT_PROBLEMS = 3;

/**
 * `doctor`: what this computer offers, and whether all works: every way to run the networks is tested now, whatever is
 * remembered, and the outcome is remembered for the searches that follow.
 */
export async function runDoctor(options: DoctorOptions, context: Context): Promise<number> {
  const pack = packFolder(options, context.executable), processing = processingId(readManifest(pack));
  const data = openDataFolder(options.data, context.executable), { signal } = context;
  const { printer, warn } = new Reporting({ debug: options.debug, quiet: options.json }, context);
  context.onAbandon(data.close);
  try {
    const { os, arch } = Deno.build, drivers = findDrivers(os), memory = Deno.systemMemoryInfo();
    const cores = availableParallelism(), workers = defaultWorkers(cores, memory.available);
    const settings: PlaceSettings = {
      candidates: new Candidates({
        os,
        arch,
        drivers,
        executable: context.executable,
        unpack: nativeUnpacker(data, warn),
      }),
      memory: new DeviceMemory(data.path, { version: VERSION, drivers: drivers.fingerprint }),
      keep: true,
      retest: true,
      pack,
      processing,
      workers,
      debug: options.debug,
      signal,
      note: (message) => printer.line(message),
    };
    const results: TestResult[] = [];
    for (const provider of PROVIDERS) results.push(await judge(provider, 0, THOROUGH, settings));
    if (signal.aborted) return EXIT_INTERRUPTED;
    const best = fastest(results.filter(({ provider }) => !ONLY_WHEN_ASKED.includes(provider)), workers);
    const report: DoctorReport = {
      version: VERSION,
      system: { os, arch, release: release(), cores, memory: memory.total, available: memory.available },
      program: context.executable,
      data: { ...spaceIn(data.path), path: data.path, unwritable: data.unwritable },
      workers,
      missing_files: missingRuntimeFiles(os),
      auto: best?.provider ?? results.find(({ fault }) => fault === null)?.provider ?? null,
      providers: results.map(({ provider, gpu, fault, ms, cpuMs }) => ({
        provider,
        gpu,
        fault,
        ms,
        cpu_ms: cpuMs,
      })),
      problems: [],
    };
    report.problems = problemsOf(report);
    await new SerialWriter(context.stdout).write(
      (options.json ? JSON.stringify(report, null, 2) : doctorText(report)) + "\n",
    );
    if (report.auto === null) return EXIT_USAGE;
    return report.problems.length > 0 ? EXIT_PROBLEMS : 0;
  } finally {
    data.close();
  }
}

function spaceIn(path: string): Pick<DoctorReport["data"], "free" | "file_system"> {
  try {
    const { bavail, bsize, type } = statfsSync(path);
    return { free: bavail * bsize, file_system: fileSystemName(type) };
  } catch {
    return { free: null, file_system: null };
  }
}
