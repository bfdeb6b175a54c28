/** `known` over reference photos, good ones and others that are made from the samples here. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { join } from "node:path";
import { MagickColor } from "@imagemagick/magick-wasm";
import { make, makePair, president, put, putMany } from "./made_photos.ts";
import {
  events,
  interruptAtStart,
  makeStick,
  ofType,
  type Outcome,
  run,
  SAMPLES,
  type Stick,
} from "./program.ts";

const album = join(SAMPLES, "album"), good = join(SAMPLES, "known/Barack Obama/obama.jpg");

/** What `known` says of each photo, by its path below the stick: whether it is used, and the codes. */
function verdicts(stick: Stick, { stdout }: Outcome): Record<string, unknown[]> {
  return Object.fromEntries(
    ofType(events(stdout), "reference").map(({ path, used, findings }) => [
      path.slice(stick.folder.length + 1),
      [used, ...findings.map(({ code }) => code)],
    ]),
  );
}

Deno.test("known says photo by photo what is odd, and what will be used", async () => {
  await using stick = await makeStick();
  await put(stick, good, "family/Barack/1.jpg");
  await put(stick, president("obama2"), "family/Barack/2.jpg");
  await put(stick, president("obama2"), "family/Barack/3 again.jpg");
  await make(stick, president("obama2"), "family/Barack/4 saved anew.jpg", (image) => image.resize(600, 600));
  await make(stick, president("obama3"), "family/Barack/5 blurred.jpg", (image) => {
    image.resize(400, 400);
    image.gaussianBlur(0, 1.3);
  });
  await put(stick, president("biden"), "family/Barack/6 somebody else.jpg");
  await makePair(stick, "family/Barack/7 somebody larger.jpg");
  await put(stick, join(album, "chelsea.png"), "family/Cat/cat.png");
  await make(stick, president("biden"), "family/Joe/tiny.jpg", (image) => {
    image.resize(200, 200);
    image.extent(300, 300, new MagickColor("gray"));
  });
  await makePair(stick, "family/Joe/two.jpg");
  const outcome = await run(stick, ["known", join(stick.folder, "family")]),
    { code, stdout, stderr } = outcome;
  strictEqual(code, 0, stderr);
  deepStrictEqual(verdicts(stick, outcome), {
    "family/Barack/1.jpg": [true],
    "family/Barack/2.jpg": [true],
    "family/Barack/3 again.jpg": [false, "duplicate"],
    "family/Barack/4 saved anew.jpg": [false, "near_duplicate"],
    "family/Barack/5 blurred.jpg": [true, "blurred"],
    "family/Barack/6 somebody else.jpg": [false, "different_person"],
    // The second face is that of the blurred photo.
    "family/Barack/7 somebody larger.jpg": [false, "several_faces", "near_duplicate"],
    "family/Cat/cat.png": [false, "no_face"],
    "family/Joe/tiny.jpg": [true, "small"],
    "family/Joe/two.jpg": [true, "several_faces"],
  });
  const people = ofType(events(stdout), "person");
  deepStrictEqual(
    people.map(({ person, photos, references, warnings }) => [
      person,
      photos,
      references,
      ...warnings.map(({ code }) => code),
    ]),
    [
      ["Barack", 7, 3],
      ["Cat", 1, 0, "no_usable_reference"],
      ["Joe", 2, 2, "few_references"],
    ],
  );
  const [{ thresholds, expected_false }, cat] = people;
  ok(thresholds!.loose < thresholds!.normal && thresholds!.normal < thresholds!.strict);
  // The promise for two people is one in 2,000 each.
  ok(expected_false!.normal > 0.05 && expected_false!.normal < 2.5, JSON.stringify(expected_false));
  deepStrictEqual([cat.thresholds, cat.expected_false], [null, null]);
  deepStrictEqual(
    [ofType(events(stdout), "end")[0].photos, ofType(events(stdout), "start")[0].roots.length],
    [10, 3],
  );
});

Deno.test("scan uses what known says that it will, and warns of the same in a few words", async () => {
  await using stick = await makeStick();
  await put(stick, good, "family/Barack/1.jpg");
  await put(stick, good, "family/Barack/2.jpg");
  await put(stick, president("obama2"), "family/Twin/1.jpg");
  const known = await run(stick, ["known", join(stick.folder, "family")]);
  const judged = ofType(events(known.stdout), "person");
  const scan = await run(stick, ["scan", "--known", join(stick.folder, "family"), president("obama3")]);
  const [{ people }] = ofType(events(scan.stdout), "start");
  deepStrictEqual(
    people.map(({ name, references, threshold }) => [name, references, threshold]),
    judged.map(({ person, references, thresholds }) => [person, references, thresholds!.normal]),
  );
  deepStrictEqual(judged.map(({ confusable_with }) => confusable_with.map(({ person }) => person)), [
    ["Twin"],
    [
      "Barack",
    ],
  ]);
  match(
    people[0].warnings.join("\n"),
    /2\.jpg: the same file as .*1\.jpg, not used\nTwin looks so like Barack/,
  );
  match(people[1].warnings.join("\n"), /^Barack looks so like Twin/);
});

Deno.test("scan seeks by the face that the photos share, and remembers the name of that one, whatever is kept of others", async () => {
  await using stick = await makeStick();
  await put(stick, good, "Barack/1.jpg");
  await makePair(stick, "Barack/2.jpg");
  const data = ["--data", join(stick.folder, "data")], kept = ["--remember", "known", ...data];
  const again = ["scan", "--known", join(stick.folder, "Barack"), ...kept, president("obama2")];
  const [first, second] = [await run(stick, again), await run(stick, again)];
  for (const { code, stdout, stderr } of [first, second]) {
    strictEqual(code, 0, stderr);
    const [{ people: [{ references, warnings }] }] = ofType(events(stdout), "start");
    deepStrictEqual([references, warnings.length], [2, 1]);
    match(warnings[0], /2\.jpg: 2 faces, the one like the other photos is used/);
  }
  const exported = await run(stick, ["index", "export", ...data]);
  const pair = ofType(events(exported.stdout), "match").find(({ path }) => path.endsWith("Barack/2.jpg"))!;
  deepStrictEqual(pair.faces.map(({ person, embedding }) => [person, Boolean(embedding)]), [
    [null, false],
    ["Barack", true],
  ]);
});

Deno.test("known ends with 3 when a photo cannot be read, and is for people too", async () => {
  await using stick = await makeStick();
  await put(stick, good, "Ann/good.jpg");
  await Deno.writeTextFile(join(stick.folder, "Ann/text.jpg"), "no photo");
  const [ndjson, text] = [
    await run(stick, ["known", "--name", "Mr President", "Ann"], { cwd: stick.folder }),
    await run(stick, ["known", "--format", "text", "--quiet", "Ann"], { cwd: stick.folder }),
  ];
  const [error] = ofType(events(ndjson.stdout), "error");
  deepStrictEqual([ndjson.code, error.code, error.path], [
    3,
    "not_an_image",
    join(stick.folder, "Ann/text.jpg"),
  ]);
  deepStrictEqual(ofType(events(ndjson.stdout), "person").map(({ person }) => person), ["Mr President"]);
  deepStrictEqual([text.code, text.stderr], [3, ""]);
  match(
    text.stdout,
    /good\.jpg {2}Ann: used\nAnn: 1 of 1 photos used; of 1,000 strangers' photos, about [\d.]+ will/,
  );
});

const WRONG: [string[], RegExp][] = [
  [["known"], /whose photos\?/],
  [
    ["known", "nowhere"],
    /^facefinder: nowhere: there is no such folder\. Expected a folder with photos of one person/,
  ],
  [
    ["known", good],
    /: it is a file\. Expected a folder with photos of one person, or with a folder for each\./,
  ],
  [["known", album, "--name", "A", "--name", "B"], /--name B: names a folder/],
  [["known", album, "--detector", "yunet"], /--detector yunet: the pack has no such detector/],
  [["known", album, "--pack", "nowhere"], /--pack nowhere: there is no such model pack/],
  [["known", album, "--until", "07:00"], /^facefinder: unknown option.*--until/],
];

Deno.test("known with wrong usage says what was expected, prints no event and ends with 2", async () => {
  await using stick = await makeStick();
  for (const [args, expected] of WRONG) {
    const { code, stdout, stderr } = await run(stick, args, { cwd: stick.folder });
    deepStrictEqual([args, code, stdout], [args, 2, ""]);
    match(stderr, expected);
  }
});

Deno.test("known that is interrupted ends with 130", async () => {
  await using stick = await makeStick();
  const folder = await putMany(stick, good, "Ann", 60);
  const { code, stdout } = await interruptAtStart(stick, ["known", folder]);
  const [end] = ofType(events(stdout), "end");
  deepStrictEqual([code, end.exit, end.reason, end.photos], [130, 130, "interrupted", 0]);
});
