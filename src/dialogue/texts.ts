/** All that the dialogue says: in English, for people who use no terminals. */
export const TEXTS = {
  title: "facefinder finds the photos that your people are on.\n",

  /** `folder`: where the program lies. */
  noFamily: (folder: string) => `
I don't know yet whom to look for. Please make a folder named "family" beside this program, in

    ${folder}

and in it a folder for each person, with one to ten photos that show the face well:

    family / Ann / any name.jpg
    family / Ann / another.jpg
    family / Bob / any name.jpg

Then start this program again. (In a terminal, --help lists all that it can do.)
`,

  noPhotos: (folder: string) => `
The folder ${folder} holds no photos yet. Please put a folder for each person into it, with one to
ten photos that show the face well, such as family / Ann / any name.jpg. Then start this program again.
`,

  badFamily: (reason: string) => `
The photos of your people can't be used as they are:

    ${reason}

There should be a folder for each person, with photos of that person, and nothing beside these folders.
`,

  lookingFor: (names: readonly string[]) => {
    const shown = names.slice(0, 10).join(", "), more = names.length - 10;
    return `I look for: ${shown}${more > 0 ? ` and ${more} more` : ""}.\n`;
  },

  onePerson: (folder: string) => `
The photos in ${folder} lie in no person's folder: I take them to be of one person. If they are of
several, please make a folder for each in there first.
`,

  whereHead: "\nWhere are the photos to search? Ask their owner first, please.\n\n",
  pictures: "the pictures folder",
  home: "all files of this computer's user",
  drive: "the drive",
  place: (number: number, what: string, path: string) => `  ${number}  ${what}: ${path}\n`,
  where: (places: number) =>
    places === 0
      ? "Type the path of a folder (or drag the folder into this window), then press Enter: "
      : `\nType a number (Enter alone: 1), or the path of a folder (or drag the folder into this window): `,
  noSuchPlace: (answer: string, places: number) =>
    `There is no folder "${answer}". Please type ${
      places === 0 ? "" : `a number from 1 to ${places}, or `
    }the whole path of a folder.\n`,
  notAFolder: (answer: string) => `"${answer}" is a file. Please give the folder that it is in.\n`,

  copyOrList: (folder: string) => `
Shall the photos that I find be copied to ${folder}?
The originals stay as they are. Yes, or No to only list them (Enter alone: Yes): `,
  yesOrNo: "Please type y for Yes, or n for No.\n",
  onlyList: (folder: string) => `
Nothing can be written to ${folder}: the photos are only listed, and nothing is remembered. To have
copies and a page of them, copy this program and its folder "family" to a folder of your own, and start it there.
`,

  /** `goesOn`: what is found is remembered for the next start. */
  searching: (folder: string, goesOn: boolean) =>
    `\nSearching ${folder}. This may take a while; Ctrl-C stops it${
      goesOn ? ", and the next start goes on from there" : ""
    }.\n\n`,

  done: "\nDone.\n",
  nobody: "\nDone: none of the people were found there.\n",
  someFailed: "\nDone, but not with every photo: what went wrong is written above.\n",
  stopped: (goesOn: boolean) =>
    `\nThe search has stopped before its end.${
      goesOn ? " Start this program again: it goes on from there." : ""
    }\n`,
  failed: "\nThat did not work: what is written above says why.\n",

  broken: (reason: string) => `\nThat did not work: ${reason}\n`,

  close: "\nPress Enter to close this window. ",
} as const;
