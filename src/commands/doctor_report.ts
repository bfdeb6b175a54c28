import { resultText } from "../devices/test_result.ts";
import type { ProviderName } from "../inference/provider.ts";
import { megabytes } from "../output/amounts.ts";
import { printable } from "../output/printable.ts";
import { tableLines } from "../output/table.ts";

/** What `doctor` found out, and prints with `--json`. */
export interface DoctorReport {
  version: string;
  /** Memory in bytes. */
  system: { os: string; arch: string; release: string; cores: number; memory: number; available: number };
  /** The program's path. */
  program: string;
  /** Where it writes; `unwritable`: the folder beside the program, where that can't be written. Bytes are free. */
  data: { path: string; unwritable: string | null; free: number | null; file_system: string | null };
  /** Photos that the CPU's workers analyse side by side. */
  workers: number;
  /** Files of the system that ONNX Runtime needs and that are not there. */
  missing_files: string[];
  /** What `--device auto` takes; null where nothing works. */
  auto: ProviderName | null;
  /**
   * Every way to run the networks: `fault` is null where it works, `ms` a photo, `cpu_ms` the same by one thread of the
   * CPU.
   */
  providers: {
    provider: ProviderName;
    gpu: number;
    fault: string | null;
    ms: number | null;
    cpu_ms: number | null;
  }[];
  /** What should be seen to, for people. */
  problems: string[];
}

/** The first run unpacks 46 MB, and an index takes 3 kB a face. */
const LITTLE_SPACE = 200e6;

/** What should be seen to, and how. */
export function problemsOf({ data, missing_files, providers, auto }: DoctorReport): string[] {
  const cpu = providers.find(({ provider }) => provider === "cpu"), problems: string[] = [];
  if (auto === null) {
    problems.push("the networks run nowhere here: photos can't be searched on this computer");
  }
  if (missing_files.length > 0) {
    problems.push(
      `Windows lacks ${
        missing_files.join(", ")
      }: Microsoft's free "Visual C++ Redistributable" (x64) brings them. ` +
        "Without them the slower WebAssembly build is used",
    );
  } else if (cpu?.fault && auto === "wasm") {
    problems.push(`the CPU is not used at its full speed: ${cpu.fault}`);
  }
  if (data.unwritable !== null) {
    problems.push(
      `${data.unwritable} can't be written: nothing is remembered from one search to the next (--data chooses another ` +
        "folder)",
    );
  }
  if (data.free !== null && data.free < LITTLE_SPACE) {
    problems.push(`only ${inMegabytes(data.free)} are free in ${data.path}: what is remembered may not fit`);
  }
  return problems;
}

/** The report for people. */
export function doctorText(report: DoctorReport): string {
  const { version, system, program, data, workers, auto, providers, problems } = report;
  const facts = [
    ["facefinder", version],
    ["system", `${system.os} ${system.release}, ${system.arch}`],
    ["cores", `${system.cores}, so ${workers} photos at a time`],
    ["memory", `${inMegabytes(system.memory)}, ${inMegabytes(system.available)} of them available`],
    ["program", program],
    [
      "writes to",
      [data.path, data.file_system, data.free !== null ? `${inMegabytes(data.free)} free` : null]
        .filter((part) => part !== null).join(", "),
    ],
  ];
  const rows = providers.map((one) => {
    const text = resultText({ ...one, cpuMs: one.cpu_ms }, workers).replace(`${one.provider}: `, "");
    const ms = one.ms !== null ? `${Math.round(one.ms)} ms a photo` : "";
    return [one.provider === auto ? "*" : "", one.provider, one.fault === null ? ms : "no", text];
  });
  const isLeft = () => true;
  return [
    ...tableLines(facts, isLeft),
    "",
    "Where networks can run (* is taken unless --device says otherwise):",
    ...tableLines(rows, isLeft),
    "",
    ...(problems.length > 0 ? problems.map((problem) => `! ${problem}.`) : ["All is well."]),
  ].map(printable).join("\n");
}

const inMegabytes = (bytes: number) => `${megabytes(bytes).toLocaleString("en")} MB`;

/** Linux's numbers for file systems (statfs(2)) that sticks and disks have. */
const FILE_SYSTEMS: Record<number, string> = {
  0x4d44: "FAT",
  0x2011bab0: "exFAT",
  0x5346544e: "NTFS",
  0x7366746e: "NTFS",
  0xef53: "ext4",
  0x58465342: "XFS",
  0x9123683e: "Btrfs",
  0x01021994: "in memory (tmpfs)",
  0x794c7630: "overlay",
  0x6969: "NFS",
  0x65735546: "FUSE",
  0x9660: "ISO 9660",
};

/** The name of a file system by its number; null where that says nothing. */
export function fileSystemName(type: number): string | null {
  return FILE_SYSTEMS[type] ?? null;
}
