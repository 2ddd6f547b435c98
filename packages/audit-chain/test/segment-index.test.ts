import { beforeEach, expect, it } from 'vitest'
import { replaceFile } from '../src/disk-files.ts'
import { indexSegment, makeIndex } from '../src/index-segment.ts'
import { indexPath, segmentPath } from '../src/layout.ts'
import { runQuery } from '../src/query.ts'
import { formatIndex, parseIndex } from '../src/segment-index.ts'
import { type CountingDisk, countingDisk } from './support/counting-disk.ts'
import { noon, type QueryLog, queryLog } from './support/query-log.ts'

const [perSegment, segments] = [40, 4]
let log: QueryLog
let disk: CountingDisk

// Each segment has its own actor, target, type and times; the last one is not sealed.
beforeEach(async () => {
  log = await queryLog()
  disk = countingDisk(log.disk)
  for (let i = 0; i < perSegment * segments; i++) {
    const own = Math.floor(i / perSegment)
    if (i > 0 && i % perSegment === 0) log.seal()
    await log.append({
      ...{ type: `t${own}.x`, outcome: own === 1 ? 'denied' : 'success' },
      ...{ actor: { kind: 'user', id: `a${own}` }, ctx: { requestId: `r${i}` } },
      targets: [{ kind: 'key', id: `k${own}` }],
    })
  }
})
const firsts = [0, perSegment, 2 * perSegment]
const ask = async (query: object) => {
  disk.read.clear()
  const { rows } = await runQuery({ ...log, disk }, query)
  return rows.map(({ seq }) => seq)
}
/** Bytes that were read of the sealed segments. */
const read = () => firsts.map((first) => disk.read.get(segmentPath(first)) ?? 0)
// The link of the next one's first line tells whether an index is of the segment before.
const link = 43

it('leaves segments unread that have nothing of what is asked for', async () => {
  for (const first of firsts) await indexSegment(disk, first)
  const second = Array.from({ length: perSegment }, (_, i) => 2 * perSegment - 1 - i)
  const from = noon + perSegment
  for (const query of [
    ...[{ actor: 'a1' }, { target: 'k1' }, { type: 't1.x' }, { type: 't1.*' }],
    ...[{ outcome: 'denied' }, { from, to: from + perSegment }],
  ]) {
    expect(await ask(query)).toEqual(second)
    const [oldest = 0, asked = 0, other = 0] = read()
    expect(oldest).toBe(0)
    expect(other).toBe(link)
    expect(asked).toBeGreaterThan(link)
  }
  expect(await ask({ requestId: 'r45' })).toEqual([45])
  expect(read()[0]).toBe(0)
  expect(await ask({ actor: 'nobody' })).toEqual([])
  expect(read()).toEqual([0, link, link])
})

it('makes what is missing when it is asked', async () => {
  expect(await ask({ actor: 'nobody' })).toEqual([])
  expect(Math.min(...read())).toBeGreaterThan(link)
  expect(await ask({ actor: 'nobody' })).toEqual([])
  expect(read()).toEqual([0, link, link])
})

it('proves no row on the word of an index', async () => {
  for (const first of firsts) await indexSegment(disk, first)
  expect(await ask({ actor: 'nobody', verified: true })).toEqual([])
  expect(Math.min(...read())).toBeGreaterThan(link)
})

it('believes no index but the one of the segment', async () => {
  for (const first of firsts) await indexSegment(disk, first)
  const index = await makeIndex(disk, 0)
  const put = (text: string) => replaceFile(disk, indexPath(0), Buffer.from(text))
  const whole = formatIndex(index)
  const foreign = formatIndex(await makeIndex(disk, perSegment))
  const others = [{ count: 41 }, { bytes: 1 }, { last: 'x'.repeat(32) }, { first: 1 }]
  for (const text of [
    ...['', '{}', 'null', '{"index":null}', whole.slice(0, -1), foreign],
    ...[whole.replace('"v":1', '"v":2'), whole.replace('success', 'failure')],
    ...others.map((other) => formatIndex({ ...index, ...other, types: new Map() })),
  ]) {
    await put(text)
    expect(await ask({ type: 't0.x' })).toHaveLength(perSegment)
    expect(read()[0]).toBeGreaterThan(0)
  }
  expect(parseIndex(whole)).toEqual({ ...index, ids: Buffer.from(index.ids) })
})

it('says what is in the segment, whichever way the clock went', async () => {
  const other = await queryLog()
  for (const [i, ms] of [5, 9, 2, 7].entries())
    await other.append({ type: i < 3 ? 'a' : 'b', outcome: 'error' }, noon + ms)
  other.seal()
  const index = await makeIndex(other.disk, 0)
  expect(index).toMatchObject({ first: 0, count: 4, minTime: noon + 2, maxTime: noon + 9 })
  expect(index.last).toBe(other.head().prev)
  expect(index.types).toEqual(new Map([...Object.entries({ a: 3, b: 1 })]))
  expect(index.outcomes).toEqual(new Map([['error', 4]]))
})

it('counts no more types than a thousand, and then says nothing of types', async () => {
  const other = await queryLog()
  for (let i = 0; i < 1_001; i++) await other.append({ type: `t${i}`, outcome: 'success' })
  other.seal()
  expect((await makeIndex(other.disk, 0)).types).toBeUndefined()
  const { rows } = await runQuery(other, { type: 't7' })
  expect(rows.map(({ seq }) => seq)).toEqual([7])
})

it('answers when the index cannot be kept', async () => {
  const full = Object.assign(new Error('full'), { code: 'ENOSPC' })
  const makeDirectory = () => Promise.reject(full)
  const { rows } = await runQuery({ ...log, disk: { ...disk, makeDirectory } }, { actor: 'a0' })
  expect(rows).toHaveLength(perSegment)
})
