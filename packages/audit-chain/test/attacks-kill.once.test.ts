import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { layout } from '../src/layout.ts'
import { openAuditLog } from '../src/open-audit-log.ts'
import { verifyLog } from '../src/verify-log.ts'
import { chance } from './support/chance.ts'
import { keyOf } from './support/keys.ts'
import { killed } from './support/killed.ts'
import { origin } from './support/log-appends.ts'
import { scratchDirectory } from './support/scratch-directory.ts'

// `AUDIT_KILLS=1000` for a night of its own.
const kills = Number(process.env.AUDIT_KILLS ?? 100)
const lanes = 2

interface Killed {
  /** The numbers that were acknowledged. */
  readonly seqs: readonly number[]
  /** What was verified between the kill and the next opening. */
  readonly size: number
}

const keys = [keyOf(origin).verifierKey]

/** Kills so many writers of a log, one after the other; after each it is verified as the kill has left it. */
async function attacked(directory: string, seed: number): Promise<readonly Killed[]> {
  const [random, module] = [chance(seed), 'log-appends.ts']
  const compiled = join(directory, '..', 'compiled')
  mkdirSync(directory)
  const all: Killed[] = []
  let since: string | undefined
  for (let round = 0; round < kills / lanes; round++) {
    const after = round % 10 === 0 ? 0 : Math.floor(random() ** 2 * 150)
    const callers = [1, 8, 64][round % 3] as number
    const seqs = await killed({ module, directory, callers, after, compiled })
    const report = await verifyLog(directory, { origin, keys, ...(since && { since }) })
    expect(report.faults, `round ${round}`).toEqual([])
    expect(report.since ?? 'held').toBe('held')
    all.push({ seqs, size: report.size })
    const path = join(directory, layout.checkpoint)
    if (existsSync(path)) since = readFileSync(path, 'utf8')
  }
  return all
}

/** The texts of all entries, in order; of others nothing. */
function textsIn(directory: string): readonly (string | undefined)[] {
  const folder = join(directory, layout.segments)
  return readdirSync(folder)
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1))
    .map((line) => JSON.parse(line).reason)
}

it(
  `${kills} writers are killed under load: nothing that was acknowledged is lost, and nothing said to be wrong`,
  async () => {
    const root = scratchDirectory()
    const acknowledged = await Promise.all(
      Array.from({ length: lanes }, async (_, lane) => {
        const directory = join(root, `log-${lane}`)
        const rounds = await attacked(directory, lane + 1)
        const log = await openAuditLog(directory, {
          ...{ origin, signingKeys: [keyOf(origin).signingKey] },
        })
        await log.close()
        expect(await verifyLog(directory, { origin, keys })).toMatchObject({ verdict: 'whole' })
        const texts = textsIn(directory)
        const seqs = rounds.flatMap((round) => round.seqs)
        expect(new Set(seqs).size).toBe(seqs.length)
        for (const round of rounds) expectWritten(round, texts)
        return seqs.length
      }),
    )
    const count = acknowledged.reduce((sum, one) => sum + one, 0)
    expect(count).toBeGreaterThan(10 * kills)
    process.stderr.write(`${kills} kills, ${count} acknowledged entries, none lost\n`)
  },
  Math.max(120_000, kills * 2_000),
)

/** Each acknowledged number is an entry of the writer that was told it; and each caller's entries have no gap. */
function expectWritten({ seqs, size }: Killed, texts: readonly (string | undefined)[]): void {
  const at = (seq: number): readonly string[] => (texts[seq] ?? 'lost').split(' ')
  expect(seqs.filter((seq) => seq >= size)).toEqual([])
  const pids = new Set(seqs.map((seq) => at(seq)[0]))
  expect(pids.size).toBeLessThanOrEqual(1)
  const [pid] = pids
  const next = new Map<string, number>()
  for (const text of texts.slice(0, size)) {
    const [writer, caller = '', nth] = (text ?? '').split(' ')
    if (pid === undefined || writer !== pid) continue
    expect(Number(nth)).toBe(next.get(caller) ?? 0)
    next.set(caller, Number(nth) + 1)
  }
}
