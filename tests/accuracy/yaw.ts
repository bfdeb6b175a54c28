import { type Context, type Findings, wholeSearch } from "./context.ts";
import { faceAt, outcomes, searchMeasures, targetsOf } from "./outcome.ts";

/** Lower ends of the bins in degrees; the last one is open. */
const BINS = [0, 10, 20, 30, 45];

/** The collection's own photos by how far the head is turned, as the program estimates it. */
export async function measureYaw(context: Context): Promise<Findings> {
  const { photos } = await wholeSearch(context), targets = targetsOf(context.owners);
  const part = "ladder: head turned, degrees (as estimated)";
  const measures = BINS.flatMap((low, i) => {
    const high = BINS[i + 1] ?? 90;
    const own = targets.filter(({ path }) => {
      const face = faceAt(photos.get(path)!, null), yaw = face && Math.abs(face.quality.yaw);
      return yaw !== null && yaw >= low && (yaw < high || high === 90);
    });
    const told = outcomes(own, photos);
    return (["all", "tune", "report"] as const).flatMap((half) =>
      searchMeasures({ part, item: `${low} to ${high}`, half }, told)
    );
  });
  return { measures };
}
