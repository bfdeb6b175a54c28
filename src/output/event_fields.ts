import { type TSchema, Type } from "@sinclair/typebox";

/** An object with exactly these fields. */
export const Fields = <P extends Record<string, TSchema>>(properties: P) =>
  Type.Object(properties, { additionalProperties: false });
/** A value or null. */
export const Nullable = <T extends TSchema>(schema: T, description?: string) =>
  Type.Union([schema, Type.Null()], description ? { description } : {});
/** A string. */
export const Text = (description: string) => Type.String({ description });
/** A whole number from 0 on. */
export const Count = (description: string) => Type.Integer({ minimum: 0, description });
/** Any number. */
export const Real = (description: string) => Type.Number({ description });
