import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One known answer. */
export interface Vector {
  readonly id: string
  readonly provider: string
  readonly scheme: string
  readonly secret?: string
  readonly secrets?: readonly string[]
  readonly publicKey?: string
  readonly keyId?: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
  readonly bodyBase64?: string
  readonly url?: string
  readonly method: string
  /** In seconds. */
  readonly now?: number
  readonly valid: boolean
  readonly note?: string
}

const folder = process.env.SALLYPORT_VECTORS
const file = folder === undefined ? undefined : join(folder, 'webhooks', 'vectors.json')

/** Whether a suite must be skipped because there are no vectors to test against; says so. */
export function missingVectors(suite: string): boolean {
  if (file !== undefined && existsSync(file)) return false
  process.stderr.write(
    `${suite}: skipped, SALLYPORT_VECTORS names no folder with webhooks/vectors.json\n`,
  )
  return true
}

/** The vectors of a sender. */
export const vectorsOf = (provider: string): readonly Vector[] =>
  file === undefined
    ? []
    : (JSON.parse(readFileSync(file, 'utf8')) as readonly Vector[]).filter(
        (vector) => vector.provider === provider,
      )

/** The body's bytes. */
export const bodyOf = ({ body = '', bodyBase64 }: Vector): Uint8Array =>
  bodyBase64 === undefined ? Buffer.from(body) : Buffer.from(bodyBase64, 'base64')
