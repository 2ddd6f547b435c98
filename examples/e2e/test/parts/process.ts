import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Framework } from '../apps.ts'
import { atEnd, deadlineMs, within } from '../world.ts'

/** The server as a process of its own, once it has announced itself. */
export async function started(framework: Framework, given: Record<string, string>) {
  const { resolve } = import.meta
  const file = fileURLToPath(resolve(`@sallyport-examples/${framework}/server`))
  const { PATH } = process.env
  // Of Node 22, which says so of node:sqlite.
  const NODE_OPTIONS = '--disable-warning=ExperimentalWarning'
  const env = { PATH, NODE_OPTIONS, PORT: '0', DRAIN_MS: '0', ...given }
  const child = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let complaints = ''
  // Not looked for again and again: that takes the time that the process needs to start.
  const announced = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text
      if (output.includes('Ctrl-C ends it.')) resolve()
    })
    child.once('close', () => resolve())
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complaints += text
  })
  const closed = once(child, 'close')
  atEnd(() => {
    if (child.exitCode === null) child.kill('SIGKILL')
    return closed
  })
  // It loads every package: a second of work, on a machine that may have other things to do.
  await within(announced, 'the announcement', 2 * deadlineMs)
  return {
    url: /Listening on (\S+)/.exec(output)?.[1] ?? '',
    printed: () => output,
    async stop() {
      child.kill('SIGTERM')
      const [code] = await within(closed, 'the process ends')
      return { code, complaints }
    },
  }
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
