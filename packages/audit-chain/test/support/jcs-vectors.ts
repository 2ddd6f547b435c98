import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = process.env.SALLYPORT_VECTORS
const jcs = folder === undefined ? undefined : join(folder, 'jcs')

/** Whether a suite must be skipped because there are no vectors to test against; says so. */
export function missingVectors(suite: string): boolean {
  if (jcs !== undefined && existsSync(jcs)) return false
  process.stderr.write(`${suite}: skipped, SALLYPORT_VECTORS names no folder with jcs\n`)
  return true
}

/** A text, its one form, and the bytes of that in hexadecimal. */
export interface JcsVector {
  readonly name: string
  readonly input: string
  readonly output: string
  readonly hex: string
}

/** The vectors of RFC 8785's authors. */
export const jcsVectors = (): readonly JcsVector[] =>
  jcs === undefined || !existsSync(jcs)
    ? []
    : readdirSync(join(jcs, 'input')).map((file) => {
        const name = file.replace(/\.json$/, '')
        const read = (...path: string[]) => readFileSync(join(jcs, ...path), 'utf8')
        return {
          name,
          input: read('input', file),
          output: read('output', file),
          hex: read('outhex', `${name}.txt`).replace(/\s/g, ''),
        }
      })
