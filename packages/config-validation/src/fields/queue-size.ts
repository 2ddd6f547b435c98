import type * as z from 'zod/mini'
import { wholeNumber } from './int.ts'
import type { FieldOptions } from './make-field.ts'

/** How many may wait: 1 to 100000. */
export function queueSize(options: FieldOptions<number> = {}): z.ZodMiniType<number> {
  const range = { kind: 'queueSize', expected: 'a queue size, 1 to 100000', min: 1, max: 100_000 }
  return wholeNumber(range, options)
}
