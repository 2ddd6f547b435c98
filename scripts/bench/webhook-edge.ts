import { type Delivery, sign } from '@sallyport/webhook-auth'
import { github } from '@sallyport/webhook-auth/schemes'
import { verifier } from '@sallyport/webhook-auth/web'
import { type AsyncLoop, raceAsync } from './race.ts'
import type { Row } from './row.ts'

const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
const algorithm = { name: 'HMAC', hash: 'SHA-256' }

/** The least that any check through WebCrypto costs: `subtle.verify`, with a key that was imported before. */
async function floor(all: readonly { body: Uint8Array<ArrayBuffer>; signature: Buffer }[]) {
  const bytes = Buffer.from(secret)
  const key = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['verify'])
  const loop: AsyncLoop = async (n) => {
    for (let i = 0; i < n; i++) {
      const { body, signature } = all[i % all.length] as (typeof all)[number]
      if (!(await crypto.subtle.verify('HMAC', key, signature, body))) throw refused()
    }
  }
  return loop
}

const refused = (): Error => new Error('bench: a right delivery was refused')

/** The check of the edge build beside that; several bodies in turn, so that nothing of one is kept. */
export async function* ofEdge(size: number): AsyncIterable<Row> {
  const signed = Array.from({ length: 16 }, (_, i) => {
    const head = `{"id":${i},"text":"`
    return sign(github, { secret, body: `${head}${'x'.repeat(size - head.length - 2)}"}` })
  })
  const check = verifier(github, { secrets: secret })
  const ours: AsyncLoop = async (n) => {
    for (let i = 0; i < n; i++) {
      if (!(await check(signed[i % signed.length] as Delivery)).ok) throw refused()
    }
  }
  const bare = signed.map(({ body, headers }) => ({
    body: Uint8Array.from(body),
    signature: Buffer.from((headers['x-hub-signature-256'] as string).slice(7), 'hex'),
  }))
  yield await raceAsync({
    id: `webhook-auth/edge-${size / 1_024}k`,
    what: `GitHub, ${size / 1_024} KiB: verifier() of /web / one bare subtle.verify`,
    ours,
    peer: await floor(bare),
    target: { atMost: 1 / 0.9 },
  })
}
