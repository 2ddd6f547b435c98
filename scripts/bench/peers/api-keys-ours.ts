import { crc32 } from 'node:zlib'
import { KeyChangeRefused } from '@sallyport/api-keys'
import { postgresKeyStore } from '@sallyport/api-keys/postgres'
import { fromPglite } from '@sallyport/core/clients'
import { startPglite } from '@sallyport-scripts/services'
import { ada, limitsAway, openOurs } from '../our-keys.ts'
import { type Answers, aMoment, away, day, hour, inTurn, passing } from './api-keys-questions.ts'

const exact = (limit: number) =>
  ({ name: 'daily', policy: { kind: 'exact', limit, windowMs: day } }) as const
const quota = (limit: number) =>
  ({ name: 'quota', policy: { kind: 'quota', limit, period: 'year' } }) as const

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
/** With the right checksum: it is no secret how that is made. */
function summed(body: string): string {
  let [rest, letters] = [crc32(body), '']
  for (let i = 0; i < 6; i++) {
    letters = base62[rest % 62] + letters
    rest = Math.floor(rest / 62)
  }
  return body + letters
}

async function rotated({ keys }: ReturnType<typeof openOurs>, id: string): Promise<string> {
  try {
    const { token } = await keys.rotate(id, { actor: ada })
    return `successor ${(await keys.verify(token.reveal())).ok ? 'valid' : 'refused'}`
  } catch (error) {
    if (error instanceof KeyChangeRefused) return `refused: ${error.reason}`
    throw error
  }
}

const limited: Answers = {
  async sparse() {
    const { time, issue, verify } = openOurs()
    const { token } = await issue({ limits: [exact(10)] })
    const said = await inTurn(30, () => {
      time.advance(23 * hour)
      return verify(token)
    })
    return said.filter((outcome) => outcome !== 'valid').length
  },
  async burnt() {
    const { keys, limiter, issue, verify } = openOurs()
    const { token, key } = await issue({ limits: [exact(2), quota(100)] })
    await inTurn(12, () => verify(token))
    const claim = keys.claimsOf(key)[1]
    return typeof claim?.policy === 'object'
      ? (await limiter.peek(claim.policy, claim.key)).remaining
      : 'nothing'
  },
  async atOnce() {
    const { issue, verify } = openOurs({}, limitsAway(away))
    const { token } = await issue({ limits: [quota(5)] })
    return passing(50, () => verify(token))
  },
  async writes() {
    const { keys, counts, issue, verify } = openOurs()
    const { token } = await issue()
    await inTurn(100, () => verify(token))
    await keys.flush()
    return counts.calls
  },
  async exhaustedRow() {
    const { keys, issue, verify } = openOurs()
    const { token, key } = await issue({ limits: [quota(1)] })
    await inTurn(3, () => verify(token))
    return (await keys.get(key.id)) === undefined ? 'deleted' : 'kept'
  },
}

async function expired() {
  const ours = openOurs()
  const { token, key } = await ours.issue({ expiresAt: ours.time.clock() + day })
  ours.time.advance(day)
  return { ...ours, token, id: key.id }
}

const lives: Answers = {
  async expiredTwice() {
    const { token, verify } = await expired()
    return (await inTurn(2, () => verify(token))).join(', ')
  },
  async expiredRow() {
    const { keys, id, token, verify } = await expired()
    await inTurn(2, () => verify(token))
    return (await keys.get(id)) === undefined ? 'deleted' : 'kept'
  },
  async rotatedTwice() {
    const ours = openOurs()
    const { key } = await ours.issue()
    const said = await Promise.all([rotated(ours, key.id), rotated(ours, key.id)])
    return said.filter((outcome) => outcome === 'successor valid').length
  },
  async rotateDisabled() {
    const ours = openOurs()
    const { key } = await ours.issue()
    await ours.keys.disable(key.id, { actor: ada })
    return rotated(ours, key.id)
  },
  async rotateExpired() {
    const ours = await expired()
    return rotated(ours, ours.id)
  },
  // Over a store whose keys are cached.
  async disabledElsewhere() {
    await using pglite = await startPglite()
    const store = postgresKeyStore(fromPglite(pglite.db))
    await store.migrate()
    const [here, there] = [openOurs({ store }), openOurs({ store })]
    await aMoment()
    const { token, key } = await here.issue()
    const before = await there.verify(token)
    await here.keys.disable(key.id, { actor: ada })
    await aMoment()
    const after = await there.verify(token)
    await Promise.all([here.keys.close(), there.keys.close()])
    return before === 'valid' ? after : `not let in before: ${before}`
  },
}

const tokens: Answers = {
  async underscore() {
    const { issue, verify } = openOurs({ prefix: 'my_company' })
    const { token } = await issue()
    return (await verify(token)) === 'valid' ? 'found' : 'not found'
  },
  async otherPrefix() {
    const { issue, verify } = openOurs()
    const { token } = await issue()
    return verify(summed(token.slice(0, -6).replace('acme', 'other')))
  },
  async otherId() {
    const { issue, verify } = openOurs()
    const [{ token, key }, other] = [await issue(), await issue()]
    return verify(summed(token.slice(0, -6).replace(key.id, other.key.id)))
  },
  noToken: () => openOurs().verify(null),
  numberToken: () => openOurs().verify(42),
  async tooLong() {
    const { issue, verify } = openOurs()
    const { token } = await issue()
    return verify(`${token}x`)
  },
  async spoiltDigest() {
    const { store, issue, verify } = openOurs()
    const { token, key } = await issue()
    const record = await store.get(key.id)
    if (record === undefined) return 'nothing is stored'
    const current = { ...record.current, digest: record.current.digest.slice(0, 10) }
    await store.replace({ ...record, current, version: record.version + 1 }, record.version)
    return verify(token)
  },
  async storedSent() {
    const { store, issue, verify } = openOurs()
    const { token, key } = await issue()
    const digest = (await store.get(key.id))?.current.digest ?? ''
    const sent = [digest, summed(`acme_live_${key.id}_${digest.slice(0, 43)}`)]
    return (await verify(token)) === 'valid' ? (await Promise.all(sent.map(verify))).join(', ') : ''
  },
}

/** What our keys answer. */
export const ours: Answers = { ...limited, ...lives, ...tokens }
