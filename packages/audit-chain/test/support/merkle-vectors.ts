import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A known answer of an inclusion proof; hashes are base64, of any length. */
export interface InclusionVector {
  readonly leafIdx: number
  readonly treeSize: number
  readonly root: string
  readonly leafHash: string
  readonly proof: readonly string[] | null
  readonly desc: string
  readonly wantErr: boolean
}

/** A known answer of a consistency proof. */
export interface ConsistencyVector {
  readonly size1: number
  readonly size2: number
  readonly root1: string
  readonly root2: string
  readonly proof: readonly string[] | null
  readonly desc: string
  readonly wantErr: boolean
}

const root = process.env.SALLYPORT_VECTORS
const folder = root === undefined ? undefined : join(root, 'merkle')

/** Whether a suite must be skipped because there are no vectors to test against; says so. */
export function missingVectors(suite: string): boolean {
  if (folder !== undefined && existsSync(folder)) return false
  process.stderr.write(`${suite}: skipped, SALLYPORT_VECTORS names no folder with merkle\n`)
  return true
}

/** All vectors of a kind, each with its file. */
export function vectorsOf<T>(kind: 'inclusion' | 'consistency'): readonly (T & { file: string })[] {
  if (folder === undefined || !existsSync(folder)) return []
  return readdirSync(join(folder, kind), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ file, ...JSON.parse(readFileSync(join(folder, kind, file), 'utf8')) }))
}
