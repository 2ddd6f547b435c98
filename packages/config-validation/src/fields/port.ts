import type * as z from 'zod/mini'
import { wholeNumber } from './int.ts'
import type { FieldOptions } from './make-field.ts'

/**
 * A port, 1 to 65535. Where 0 stands for any that is free, take `int({ min: 0, max: 65_535 })`.
 *
 * @example
 * ```ts
 * import { port } from '@sallyport/config-validation'
 * import * as z from 'zod'
 *
 * const schema = z.object({ port: port({ default: 3000, help: 'Where it listens.' }) })
 * console.log(schema.parse({}).port, schema.safeParse({ port: 65_536 }).success) // prints: 3000 false
 * ```
 */
export function port(options: FieldOptions<number> = {}): z.ZodMiniType<number> {
  const range = { kind: 'port', expected: 'a port, 1 to 65535', min: 1, max: 65_535 }
  return wholeNumber(range, options)
}
