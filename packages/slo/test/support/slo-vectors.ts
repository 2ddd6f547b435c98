import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = process.env.SALLYPORT_VECTORS
const folder = root === undefined ? undefined : join(root, 'slo')

/** Whether a suite must be skipped because there is nothing to test against; says so. */
export function missingVectors(suite: string): boolean {
  if (folder !== undefined && existsSync(folder)) return false
  process.stderr.write(`${suite}: skipped, SALLYPORT_VECTORS names no folder with slo\n`)
  return true
}

/** A file of the vectors. */
export const vector = (...path: readonly string[]): string =>
  readFileSync(join(folder as string, ...path), 'utf8')
