import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Framework } from '../apps.ts'
import { atEnd, deadlineMs, within } from '../world.ts'

/** The server as a process of its own, once it has announced itself. */
export async function started(framework: Framework, given: Given, cwd?: string) {
  const { child, closed, printed, complained } = spawned(framework, given, cwd)
  // Not looked for again and again: that takes the time that the process needs to start.
  const announced = new Promise<void>((resolve) => {
    child.stdout.on('data', () => {
      if (printed().includes('Ctrl-C ends it.')) resolve()
    })
    child.once('close', () => resolve())
  })
  // It loads every package: a second of work, on a machine that may have other things to do.
  await within(announced, 'the announcement', 2 * deadlineMs)
  return {
    url: /Listening on (\S+)/.exec(printed())?.[1] ?? '',
    printed,
    async stop() {
      child.kill('SIGTERM')
      const [code] = await within(closed, 'the process ends')
      return { code, complaints: complained() }
    },
    /** Ends it where it stands; what it complained of until then. */
    async kill() {
      child.kill('SIGKILL')
      await within(closed, 'the process ends')
      return complained()
    },
  }
}

/** The server as a process that ends by itself. */
export async function ended(framework: Framework, given: Given, cwd?: string) {
  const { closed, printed, complained } = spawned(framework, given, cwd)
  const [code] = await within(closed, 'the process ends', 2 * deadlineMs)
  return { code, printed: printed(), complaints: complained() }
}

type Given = Readonly<Record<string, string>>

// Started where there is no file of settings, unless it is told.
function spawned(framework: Framework, given: Given, cwd: string = import.meta.dirname) {
  const { resolve } = import.meta
  const file = fileURLToPath(resolve(`@sallyport-examples/${framework}/server`))
  const { PATH } = process.env
  // Of Node 22, which says so of node:sqlite.
  const NODE_OPTIONS = '--disable-warning=ExperimentalWarning'
  const own = {
    ...{ PATH, NODE_OPTIONS, NODE_ENV: 'development' },
    ...{ PORT: '0', DRAIN_MS: '0', DATA_DIR: ':memory:' },
  }
  const stdio: ['ignore', 'pipe', 'pipe'] = ['ignore', 'pipe', 'pipe']
  const child = spawn(process.execPath, [file], { cwd, env: { ...own, ...given }, stdio })
  let output = ''
  let complaints = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaints += text
  })
  const closed = once(child, 'close')
  atEnd(() => {
    if (child.exitCode === null) child.kill('SIGKILL')
    return closed
  })
  return { child, closed, printed: () => output, complained: () => complaints }
}

/** Whether this machine has curl. */
export const hasCurl = (): Promise<boolean> =>
  new Promise((resolve) => execFile('curl', ['--version'], (error) => resolve(error === null)))

/** Status and JSON that a `curl` line gets, in a shell as a newcomer would paste it. */
export function shell(command: string, given: Record<string, string>): Promise<[number, unknown]> {
  const { PATH } = process.env
  const script = `${command} --silent --show-error --write-out '\\n%{http_code}'`
  return new Promise((resolve, reject) => {
    execFile('sh', ['-c', script], { env: { PATH, ...given } }, (error, stdout) => {
      if (error !== null) return reject(error)
      const [body = '', status] = stdout.split('\n')
      return resolve([Number(status), JSON.parse(body)])
    })
  })
}
