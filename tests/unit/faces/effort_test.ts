import { strictEqual } from "node:assert";
import { harder, reaches } from "../../../src/faces/effort.ts";

Deno.test("a harder look answers who asks for an easier one, not the other way round", () => {
  strictEqual(reaches("thorough", "normal"), true);
  strictEqual(reaches("normal", "normal"), true);
  strictEqual(reaches("quick", "normal"), false);
  strictEqual(reaches("normal", "thorough"), false);
});

Deno.test("of two looks the harder is the one that the other doesn't reach", () => {
  strictEqual(harder("quick", "thorough"), "thorough");
  strictEqual(harder("normal", "quick"), "normal");
});
