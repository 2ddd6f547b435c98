import type * as z from 'zod/mini'
import { fields } from './field.ts'

/** Whether a secret is anywhere in a schema: what a record, a union or a pipe is given has it as plain text. */
export function holdsSecret(
  schema: z.core.$ZodType,
  seen: Set<z.core.$ZodType> = new Set(),
): boolean {
  if (seen.has(schema)) return false
  seen.add(schema)
  if (fields.get(schema)?.isSecret) return true
  return partsOf(schema).some((part) => holdsSecret(part, seen))
}

function partsOf(schema: z.core.$ZodType): z.core.$ZodType[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'object') return Object.values(def.shape)
  if (def.type === 'lazy') return [def.getter()]
  return Object.entries(def)
    .filter(([name]) => name !== 'defaultValue')
    .flatMap(([, part]): unknown[] => (Array.isArray(part) ? part : [part]))
    .filter(isSchema)
}

const isSchema = (part: unknown): part is z.core.$ZodType =>
  typeof part === 'object' && part !== null && '_zod' in part
