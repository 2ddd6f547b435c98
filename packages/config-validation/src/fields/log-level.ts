import * as z from 'zod/mini'
import { type FieldOptions, makeField } from './make-field.ts'

/** What is logged: this and what is graver. */
export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL'

/** From the most talkative to the gravest. */
export const logLevels: readonly LogLevel[] = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL']

/**
 * A log level, `DEBUG` to `CRITICAL`. Read in any case, in a file too; the value is in capitals.
 *
 * @example
 * ```ts
 * import { fields, logLevel } from '@sallyport/config-validation'
 *
 * console.log(fields.get(logLevel())?.read('warning')) // prints: WARNING
 * ```
 */
export function logLevel(options: FieldOptions<LogLevel> = {}): z.ZodMiniType<LogLevel> {
  const schema: z.ZodMiniType<LogLevel> = z.literal([...logLevels])
  const jsonSchema = { enum: [...logLevels, ...logLevels.map((level) => level.toLowerCase())] }
  return makeField(
    schema,
    {
      kind: 'logLevel',
      expected: 'a log level: DEBUG, INFO, WARNING, ERROR or CRITICAL',
      read: (text) => (letters.test(text) ? byName.get(text.toUpperCase()) : undefined),
      write: String,
      isTextInFiles: true,
      jsonSchema,
    },
    options,
  )
}

const byName: ReadonlyMap<string, LogLevel> = new Map(logLevels.map((level) => [level, level]))

// Before capitals are made: a dotless i becomes an I.
const letters = /^[A-Za-z]+$/
