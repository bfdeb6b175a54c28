import type { Requirement } from "./requirements.ts";
import { executableName, type Target } from "./targets.ts";

/** An executable, and what was read in its files. */
export interface Built {
  target: Target;
  /** What the program itself needs, and what ONNX Runtime's library does, without which it is slower. */
  program: Requirement;
  library: Requirement | null;
}

/** What the text says of a system: its name, and paragraphs on how to start the program there. */
interface SystemNotes {
  system: string;
  start: string[];
}

/** Stands for the executable's name. */
const NAME = "PROGRAM";

const ON_MACOS = [
  "macOS says that it cannot be opened because the developer cannot be verified, or that Apple could not verify " +
  "that it is free of malware: nobody has paid Apple for a signature. In Terminal, go to the stick " +
  "(cd /Volumes/STICK) and take off the mark that the download has left:",
  `    xattr -d com.apple.quarantine ${NAME}`,
  '("No such xattr" means that there is none.) Or press Done, and then System Settings > Privacy & Security > ' +
  `Open Anyway. Then double-click on it, or start it in Terminal by ./${NAME}. macOS may ask whether Terminal may read the pictures, or what ` +
  "is on the stick: allow it.",
];

const NOTES: Record<string, SystemNotes> = {
  "linux-x64": {
    system: "Linux on Intel or AMD",
    start: [
      `Open a terminal in the stick's folder and type ./${NAME}. It cannot be started on Alpine and other systems ` +
      "with musl.",
      'Where that says "Permission denied", nothing can be started from the stick as it is mounted. Then type, in the ' +
      "same folder (FOLDER: the one to search, in quotes if there are spaces in its path),",
      `    cp ${NAME} ~ && chmod +x ~/${NAME}`,
      `    ~/${NAME} scan -k family -C found --data facefinder-data FOLDER`,
      `    rm ~/${NAME}`,
      "What is found and remembered is on the stick all the same. (--report found.html makes the page too.)",
    ],
  },
  "linux-arm64": { system: "Linux on ARM of 64 bits", start: ["As on Intel."] },
  "windows-x64": {
    system: "Windows on Intel or AMD",
    start: [
      `Double-click on ${NAME}. For commands, open a command prompt in the stick's folder (in the Explorer, type cmd ` +
      "where the folder's path stands).",
      'Windows may say "Windows protected your PC" (SmartScreen), as nobody has paid for a signature. Press "More ' +
      'info", then "Run anyway"; or before that, right click on the file, Properties, Unblock.',
      "An antivirus may hold it back or remove it: programs that are rare, not signed and unpack a library look like " +
      "malware to it. Compare its checksum with the one where you have it from:",
      `    certutil -hashfile ${NAME} SHA256`,
      "and if it is the same, have the antivirus leave this one file alone. Don't turn it off.",
      'Files named MSVCP140 and VCRUNTIME140 come with Microsoft\'s "Visual C++ Redistributable", which most ' +
      "computers have.",
    ],
  },
  "macos-arm64": { system: "macOS on Apple's own processors (M1 and later)", start: ON_MACOS },
  "macos-x64": { system: "macOS on Intel", start: ["As on Apple's own processors."] },
};

/** Columns of the text. */
const WIDTH = 88;

/** The stick's text for people: plain ASCII with the line ends of Windows, so that every editor shows it. */
export function readMe(version: string, all: readonly Built[]): string {
  const lines = [
    ...wrap(`facefinder ${version}: finds the photos that your people are on`),
    "",
    ...wrap(
      "Nothing is installed, and nothing is sent anywhere. The program writes to this stick, into the folder " +
        "facefinder-data, and where you tell it to.",
    ),
    "",
    ...wrap(
      "1. Make a folder for each person in the folder family, with one to ten photos that show the face well. Five from " +
        "different years are good: family/Ann/1.jpg, family/Ann/2.jpg, family/Bob/1.jpg",
    ),
    ...wrap(
      "2. Start the program for this computer, as described below. It asks which folder or drive to search, and whether " +
        "to copy the photos that it finds into the folder found. At the end it opens found.html, a page to look at them. " +
        "Ctrl-C stops it; the next start goes on from there.",
    ),
    "",
    ...wrap("In a terminal, you can also type"),
    `    ${NAME} known family`,
    ...wrap("to see which of those photos are good, and", "  "),
    `    ${NAME} scan --known family --copy found FOLDER`,
    ...wrap(
      "to search a folder. --help lists the rest. PROGRAM stands for the program's name, on Linux and macOS with ./ " +
        "before it.",
      "  ",
    ),
    "",
    ...wrap("Ask the computer's owner first, and search for people with their consent."),
    "",
    "WHICH PROGRAM, AND HOW TO START IT",
    ...all.flatMap(ofSystem),
    "",
    "IS IT THE REAL ONE?",
    "",
    ...wrap(
      "SHA256SUMS holds a checksum of each file. Compare it with the one where you have the program from. " +
        "Linux: sha256sum --check SHA256SUMS; macOS: shasum -a 256 -c SHA256SUMS",
    ),
    "",
    ...wrap("LICENCES.txt holds the licences of everything inside."),
  ];
  return lines.join("\r\n") + "\r\n";
}

function ofSystem({ target, program, library }: Built): string[] {
  const { system, start } = NOTES[target.name], name = executableName(target);
  // Windows' versions say nothing: the library needs an older one than the program.
  const wanted = [target.os === "windows" ? "" : library?.lowest, library?.besides].filter(Boolean);
  const fast = library
    ? `Several times faster with ${wanted.join(", ")}.`
    : "Several times slower there than elsewhere.";
  const paragraphs = [`For ${system}; needs ${program.lowest}. ${fast}`, ...start];
  const text = paragraphs.map((paragraph) => paragraph.replaceAll(NAME, name));
  return [
    "",
    name,
    ...text.flatMap((paragraph) => paragraph.startsWith(" ") ? ["  " + paragraph] : wrap(paragraph, "  ")),
  ];
}

/** Lines of at most {@link WIDTH} columns, each after `indent`. */
export function wrap(text: string, indent = ""): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && indent.length + line.length + 1 + word.length > WIDTH) {
      lines.push(indent + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, indent + line];
}
