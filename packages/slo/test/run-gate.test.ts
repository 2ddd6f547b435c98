import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { manualTime } from '@sallyport/core/testing'
import {
  defineSlo,
  evaluate,
  evaluationJson,
  memorySource,
  recorder,
  type Slo,
  type SloOptions,
} from '@sallyport/slo'
import { type GateIo, runGate } from '@sallyport/slo/run-gate'
import { describe, expect, it } from 'vitest'
import { judged, mixed, unknown } from './support/judged.ts'

const define = (name: string, more: Partial<SloOptions> = {}): Slo =>
  defineSlo({
    ...{ service: 'shop', name, objective: '99', period: '1h', sli: { kind: 'ratio' } },
    ...more,
  })

/** Runs it over these files; what it printed, complained of and wrote. */
async function run(
  argv: readonly string[],
  files: Readonly<Record<string, unknown>>,
  io: GateIo = {},
) {
  const [printed, complaints] = [[], []] as string[][] as [string[], string[]]
  const written = new Map<string, string>()
  const exitCode = await runGate(argv, {
    async readText(path) {
      if (!(path in files)) throw new Error(`ENOENT: ${path}`)
      const content = files[path]
      return typeof content === 'string' ? content : JSON.stringify(content)
    },
    writeText: async (path, text) => void written.set(path, text),
    print: (text) => void printed.push(text),
    complain: (text) => void complaints.push(text),
    ...io,
  })
  return { exitCode, printed: printed.join(''), complaints: complaints.join(''), written }
}

describe('runGate', () => {
  it('passes, fails, and cannot tell', async () => {
    const codes = async (list: unknown) => (await run(['slo.json'], { 'slo.json': list })).exitCode
    expect(await codes([judged('a', [1, 1])])).toBe(0)
    expect(await codes({ evaluations: [judged('a', [0, 1])] })).toBe(1)
    expect(await codes([])).toBe(1)
    expect(await codes([unknown('a', 'timeout')])).toBe(2)
  })

  it('takes its options', async () => {
    const files = { a: mixed(4, 0), b: [judged('c', [0, 1], { severity: 'critical' })] }
    const codes = async (...options: string[]) =>
      (await run([...options, 'a', 'b'], files)).exitCode
    expect(await codes('--min-success-rate', '80%')).toBe(1)
    expect(await codes('--min-success-rate', '80%', '--critical-can-be-outvoted')).toBe(0)
    expect(await codes('--min-success-rate=81%', '--critical-can-be-outvoted')).toBe(1)
    const some = { a: [judged('a', [1, 1]), unknown('b', 'no_traffic')] }
    expect((await run(['--unknown', 'skip', 'a'], some)).exitCode).toBe(0)
  })

  it('writes several reports, printed or into files', async () => {
    const argv = ['--report=text', '--report=junit=out.xml', '--report', 'tap=a=b', 'a']
    const { exitCode, printed, written } = await run(argv, { a: mixed(1, 0) })
    expect(exitCode).toBe(0)
    expect(printed).toMatch(/^PASSED: 1 of 1/)
    expect([...written.keys()]).toEqual(['out.xml', 'a=b'])
    expect(written.get('out.xml')).toContain('<testsuite ')
  })

  it.each([
    [[]],
    [['--report', 'pdf', 'a']],
    [['--unknown', 'ignore', 'a']],
    [['--min-success-rate', '0.8', 'a']],
    [['--ignore', 'a']],
    [['b']],
  ])('ends with 2 for %j', async (argv) => {
    const { exitCode, complaints, printed } = await run(argv, { a: mixed(1, 0) })
    expect([exitCode, printed]).toEqual([2, ''])
    expect(complaints).not.toBe('')
  })
})

describe('a file for runGate', () => {
  const good = judged('a', [1, 1])
  it.each([
    'not json',
    'null',
    '{}',
    '{"evaluations":[{}]}',
    [{ ...good, state: 'fine' }],
    [{ ...good, good: 2 }],
    [{ ...good, good: -1 }],
    [{ ...good, total: '1' }],
    [{ ...good, total: 0, good: 0 }],
    [{ ...good, reason: 'toString', state: 'unknown' }],
    [{ ...good, slo: { ...good.slo, id: '../a' } }],
    [{ ...good, slo: { ...good.slo, severity: 'none' } }],
    [{ ...good, slo: { ...good.slo, objective: { percent: '0' } } }],
    [good, good],
    [{ version: 1, slo: 'shop/a', tiers: [] }],
  ])('that is %j cannot be evaluated', async (content) => {
    const { exitCode, complaints } = await run(['a'], { a: content })
    expect(exitCode).toBe(2)
    expect(complaints).toMatch(/^could not evaluate: /)
  })

  it('cannot write to the terminal what acts there', async () => {
    const { complaints } = await run(['\u001b[2J'], {})
    expect(complaints).toContain('\\u001b[2J')
  })
})

describe('a report that cannot be written', () => {
  const writeText = () => Promise.reject(new Error('disk full'))
  it('makes a gate that passed one that cannot be told', async () => {
    const found = await run(['--report', 'json=x', 'a'], { a: mixed(1, 0) }, { writeText })
    expect(found).toMatchObject({
      exitCode: 2,
      complaints: 'a report was not written: disk full\n',
    })
    const failed = await run(['--report', 'json=x', 'a'], { a: mixed(0, 1) }, { writeText })
    expect(failed.exitCode).toBe(1)
  })
})

describe('the objectives that runGate knows of', () => {
  const slos = [define('a'), define('b')]

  it('must all be there', async () => {
    const { exitCode, printed } = await run(['x'], { x: [judged('a', [1, 1])] }, { slos })
    expect(exitCode).toBe(1)
    expect(printed).toContain('shop/b: unknown: nobody has counted: no file speaks of it')
  })

  it('are judged by snapshots of several workers, as of when those were taken', async () => {
    const { clock, advance } = manualTime(Date.parse('2026-03-01T00:00:00Z'))
    const workers = [1, 2].map(() => slos.map((slo) => recorder(slo, { clock })))
    for (const [a, b] of workers as [[Recorded, Recorded], [Recorded, Recorded]])
      for (let i = 0; i < 100; i++) {
        a.record(i !== 0)
        b.record(true)
      }
    advance(60_000)
    const files = { x: workers[0]?.map((one) => one.snapshot()), y: workers[1]?.[0]?.snapshot() }
    const { exitCode, printed } = await run(['x', 'y'], files, { slos })
    expect(printed).toContain('shop/a: 99 % of 200 were good, 99 % are needed')
    expect(printed).toContain('shop/b: 100 % of 100 were good, 99 % are needed')
    expect(exitCode).toBe(0)
  })

  it.each([
    [{ percent: '90' }, 'slo: shop/a was judged by 90 %, not by 99 %'],
    [{ severity: 'info' }, 'slo: shop/a was judged as info, not as warning'],
  ] as const)('are not judged by others of their name: %j', async (more, message) => {
    const list = [judged('a', [95, 100], more), judged('b', [1, 1])]
    const { exitCode, complaints } = await run(['x'], { x: list }, { slos })
    expect([exitCode, complaints]).toEqual([2, `could not evaluate: ${message}\n`])
  })

  it('have to be given for snapshots', async () => {
    const snapshot = recorder(define('c')).snapshot()
    const { exitCode, complaints } = await run(['x'], { x: snapshot }, { slos })
    expect([exitCode, complaints]).toEqual([
      2,
      'could not evaluate: slo: a snapshot is of shop/c, which is not among "slos"\n',
    ])
  })

  it('are not asked by a check, whose answers are in its snapshot', async () => {
    let asked = 0
    const check = () => ({ ok: ++asked > 0 })
    const intact = define('audit', { objective: 100, sli: { kind: 'check', check } })
    const recorded = recorder(intact)
    recorded.record(false)
    const files = { x: recorded.snapshot() }
    expect((await run(['x'], files, { slos: [intact] })).exitCode).toBe(1)
    expect(asked).toBe(0)
  })
})

type Recorded = ReturnType<typeof recorder>

describe('runGate on a disk', () => {
  it('reads what an endpoint answered, and writes its report', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sallyport-gate-'))
    try {
      const slo = define('a')
      const recorded = recorder(slo)
      recorded.record(true)
      const evaluations = await evaluate([slo], memorySource([recorded]))
      const file = join(folder, 'slo.json')
      await writeFile(file, JSON.stringify({ evaluations: evaluations.map(evaluationJson) }))
      const report = join(folder, 'gate.json')
      expect(await runGate([`--report=json=${report}`, file])).toBe(0)
      expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ overallPass: true })
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})
