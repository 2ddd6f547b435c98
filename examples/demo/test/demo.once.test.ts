import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, watch } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { type Framework, frameworks } from '../src/options.ts'

const file = fileURLToPath(import.meta.resolve('../src/demo.ts'))
const running: { kill(signal: 'SIGKILL'): unknown }[] = []
afterAll(() => {
  for (const child of running) child.kill('SIGKILL')
})

/** The demo, until it has shown what it has to show. */
async function demo(...args: readonly string[]) {
  const { PATH } = process.env
  const options = '--disable-warning=ExperimentalWarning'
  const child = spawn(process.execPath, [file, ...args], {
    env: { PATH, NODE_OPTIONS: options, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.push(child)
  const closed = once(child, 'close')
  let printed = ''
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaints += text
  })
  await new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      printed += text
      if (/Ctrl-C ends it|^\{.*\}\n$/s.test(printed)) resolve()
    })
    child.once('close', () => resolve())
  })
  return {
    printed,
    complaints: () => complaints,
    async stop() {
      child.kill('SIGINT')
      const [code] = await closed
      return code
    },
    closed,
  }
}

/** What a line is answered with in a shell. */
const shell = (line: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const script = `${line} --fail --silent --show-error`
    execFile('sh', ['-c', script], (error, stdout) => (error ? reject(error) : resolve(stdout)))
  })

const readme = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8')
/** What README shows of it. */
const [, picture = ''] = /^```text\n(Sallyport on .*?)^```$/ms.exec(readme) ?? []
/** Each line without counts, addresses and tokens, which differ from run to run. */
const wordsOf = (text: string): readonly string[] =>
  text
    .slice(text.indexOf('Sallyport on'))
    .trim()
    .split('\n')
    .map((line) =>
      line
        .split(' ')
        .filter((word) => /^[^\d/…_]{2,}$/.test(word))
        .join(' '),
    )

const entriesOf = (text: string) => Number(/^Audit log +(\d+) /m.exec(text)?.[1])
const linesOf = (printed: string) => printed.match(/^ {2}curl .*$/gm) ?? []

const answeredAs: Readonly<Record<Framework, string>> = {
  express: 'Sallyport on express',
  fastify: 'Sallyport on fastify',
  hono: 'Sallyport on hono',
}

describe.each(frameworks)('the demo on %s', (framework) => {
  it('shows what became of its traffic, and lines that run as they are printed', async () => {
    const { printed, complaints, stop } = await demo('--framework', framework)
    expect(complaints()).toBe('')
    expect(printed).toContain(answeredAs[framework])
    expect(printed).not.toContain('\u001b')
    if (framework === 'express') {
      expect(wordsOf(printed)).toEqual(wordsOf(picture))
      expect(Math.abs(entriesOf(printed) - entriesOf(picture))).toBeLessThan(20)
    }
    expect(printed).toMatch(/150 x 200 +orders read with a key/)
    expect(printed).toMatch(/10 x 401, 4 x 429 +wrong keys/)
    expect(printed).toMatch(/8 x 403 +a good key, from a blocked/)
    expect(printed).toMatch(/12 x 401 +forged/)
    expect(printed).toMatch(/60 x 200, \d+ x 502 +webhooks/)
    expect(printed).toMatch(/\d+ x 200, \d+ x 429(, \d+ x 502)? +a flood/)
    expect(printed).toMatch(/Audit log +\d+ entries, unbroken/)
    const answers = await Promise.all(linesOf(printed).map(shell))
    expect(answers).toHaveLength(5)
    const [orders = '', webhook = '', page, proof = '', slo = ''] = answers
    expect(JSON.parse(orders)).toHaveLength(30)
    expect(JSON.parse(webhook)).toMatchObject({ service: 'github' })
    expect(page).toContain(
      'webhook_auth_failed_total{service="github",reason="signature_wrong"} 12',
    )
    expect(proof).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex \d+\n/)
    expect(JSON.parse(slo).evaluations).toHaveLength(4)
    const [, folder = ''] = /unbroken, in (\S+)/.exec(printed) ?? []
    expect(existsSync(folder)).toBe(true)
    expect(await stop()).toBe(0)
    expect(existsSync(folder)).toBe(false)
  })
})

describe('the demo', () => {
  it('says the same as one JSON text', async () => {
    const { printed, stop } = await demo('--json')
    const shown = JSON.parse(printed)
    expect(shown).toMatchObject({ framework: 'express', audit: { whole: true } })
    expect(shown.sent.map(({ odd }: { odd: number }) => odd)).toEqual(Array(8).fill(0))
    expect(await stop()).toBe(0)
  })

  it('says nothing when it is stopped while it sends', async () => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', file], {
      env: { PATH: process.env.PATH, PORT: '0' },
    })
    running.push(child)
    let complaints = ''
    child.stderr.setEncoding('utf8').on('data', (text) => {
      complaints += text
    })
    child.stdout.once('data', () => child.kill('SIGINT'))
    const [code] = await once(child, 'close')
    expect([code, complaints]).toEqual([0, ''])
  })

  it.each([['--framework', 'koa'], ['--colour']])(
    'ends with how it is used when asked for %s',
    async (...args) => {
      const { printed, complaints, closed } = await demo(...args)
      expect((await closed)[0]).toBe(2)
      expect(printed).toBe('')
      expect(complaints()).toContain('Usage: pnpm demo [--framework express|fastify|hono] [--json]')
    },
  )
})

describe('the folder of the demo', () => {
  /** What is left of the demo in its temporary folder, when a signal has come at a moment. */
  async function leftBy(signal: 'SIGINT' | 'SIGHUP', moment: 'starting' | 'sending') {
    const TMPDIR = mkdtempSync(join(tmpdir(), 'sallyport-test-'))
    const made = watch(TMPDIR)
    try {
      const child = spawn(process.execPath, [file], {
        env: { PATH: process.env.PATH, PORT: '0', TMPDIR },
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      running.push(child)
      const closed = once(child, 'close')
      await (moment === 'starting' ? once(made, 'change') : once(child.stdout, 'data'))
      child.kill(signal)
      return { code: (await closed)[0], left: readdirSync(TMPDIR) }
    } finally {
      made.close()
      rmSync(TMPDIR, { recursive: true })
    }
  }

  it('is deleted by Ctrl-C while it starts', async () => {
    expect(await leftBy('SIGINT', 'starting')).toEqual({ code: 0, left: [] })
  })

  it.each(['starting', 'sending'] as const)(
    'is deleted when the terminal is closed while it is %s',
    async (moment) => {
      expect(await leftBy('SIGHUP', moment)).toEqual({ code: 0, left: [] })
    },
  )

  it('is missed in a sentence, where none can be made', async () => {
    const TMPDIR = join(tmpdir(), 'sallyport-not-there')
    const child = spawn(process.execPath, [file], { env: { PATH: process.env.PATH, TMPDIR } })
    running.push(child)
    let complaints = ''
    child.stderr.setEncoding('utf8').on('data', (text) => {
      complaints += text
    })
    const [code] = await once(child, 'close')
    expect([code, complaints]).toEqual([1, expect.stringMatching(/^The demo cannot run: .*\n$/)])
  })
})
