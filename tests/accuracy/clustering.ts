import type { Box } from "../../src/faces/face.ts";
import { HALVES, type Owner } from "./collection.ts";
import { type Company, judgeCompany } from "./company.ts";
import type { Context, Findings } from "./context.ts";
import { type Measure, measure } from "./measure.ts";
import { faceAt, type SeenPhoto } from "./outcome.ts";

const PART = "clustering";
/** What each figure is called, in the order of the table. */
const FIGURES: Record<keyof Company, string> = {
  pairPrecision: "pairs: precision",
  pairRecall: "pairs: recall",
  bCubedPrecision: "B-cubed: precision",
  bCubedRecall: "B-cubed: recall",
  alone: "left alone",
  mistaken: "on one photo, put with others",
};

/** `people` over the photos of each half, and of all: who is put with whom, by the face nearest the middle of each photo. */
export async function measureClustering(context: Context): Promise<Findings> {
  const { runner, owners, log } = context, measures: Measure[] = [];
  const { photos } = await context.once("faces", () => runner.faces([context.data], true));
  for (const half of ["all", ...HALVES] as const) {
    const own = owners.filter((owner) => half === "all" || owner.half === half);
    const { groups, seconds } = await runner.people(own.flatMap(photosOf));
    const grouped = new Map(
      groups.flatMap(({ group, faces }) =>
        faces.flatMap(({ path, also_at = [], box }) =>
          [path, ...also_at].map((path) => [place(path, box), group])
        )
      ),
    );
    const faces = own.flatMap((owner) =>
      photosOf(owner).flatMap((path) => {
        const face = faceAt<SeenPhoto["faces"][number]>(photos.get(path)!, null);
        return face ? [{ owner: owner.name, group: grouped.get(place(path, face.box)) ?? null }] : [];
      })
    );
    const company = judgeCompany(faces);
    for (const [figure, what] of Object.entries(FIGURES)) {
      measures.push(measure({ part: PART, item: half, what }, company[figure as keyof Company]));
    }
    log(
      `clustering, ${half}: ${faces.length} faces of ${own.length} people, ${groups.length} groups, ${seconds} s`,
    );
  }
  return { measures };
}

const photosOf = ({ references, photos }: Owner) => [...references, ...photos];

const place = (path: string, { x, y }: Box) => `${x} ${y} ${path}`;
