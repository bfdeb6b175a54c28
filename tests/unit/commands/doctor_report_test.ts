import { doesNotMatch, match } from "node:assert";
import { type DoctorReport, doctorText } from "../../../src/commands/doctor_report.ts";

const REPORT: DoctorReport = {
  version: "1",
  system: { os: "linux", arch: "x86_64", release: "6", cores: 2, memory: 4e9, available: 2e9 },
  program: "/media/stick/facefinder",
  data: { path: "/media/stick/facefinder-data", unwritable: null, free: 1e9, file_system: "exFAT" },
  workers: 2,
  missing_files: [],
  auto: "cpu",
  providers: [{ provider: "cpu", gpu: 0, fault: null, ms: 50, cpu_ms: null }],
  problems: [],
};

Deno.test("what a driver or the name of a folder says can't move the cursor", () => {
  const webgpu = { provider: "webgpu", gpu: 0, fault: "no \x1b[2Jadapter", ms: null, cpu_ms: null } as const;
  const text = doctorText({
    ...REPORT,
    program: "/media/\x1b[1Astick/facefinder",
    providers: [...REPORT.providers, webgpu],
  });
  match(text, /webgpu +no +no \uFFFD\[2Jadapter/);
  // deno-lint-ignore no-control-regex -- it is what is looked for
  doesNotMatch(text, /\x1b/);
});
