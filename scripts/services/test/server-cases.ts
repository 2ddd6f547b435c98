import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, type TestContext, test } from 'vitest'
import type { Server, StartOptions } from '../src/index.ts'
import { runs } from './process-state.ts'

/**
 * What holds for every server, whatever it serves. The cases may run concurrently.
 *
 * @param refused - What ends it at start, with `no-such-option` in its last words.
 */
export function serverCases(
  start: (options?: StartOptions) => Promise<Server>,
  talk: (server: Server) => Promise<unknown>,
  refused: readonly string[] = ['--no-such-option'],
): void {
  const started = async ({ onTestFinished }: TestContext): Promise<Server> => {
    const server = await start()
    onTestFinished(() => server.stop())
    return server
  }

  test('two at once do not collide, and each answers', async (context) => {
    const [one, two] = await Promise.all([started(context), started(context)])
    expect(one.port).not.toBe(two.port)
    expect(one.folder).not.toBe(two.folder)
    await talk(one)
    await talk(two)
  })

  test('restart keeps the port; stop ends the process and removes the folder', async (context) => {
    const server = await started(context)
    const { pid, port, url, folder } = server
    await server.restart()
    expect(server).toMatchObject({ port, url, folder })
    expect(server.pid).not.toBe(pid)
    expect(runs(pid)).toBe(false)
    await talk(server)

    expect(runs(server.pid)).toBe(true)
    expect(existsSync(join(folder, 'server.log'))).toBe(true)
    await Promise.all([server.stop(), server.stop()])
    await server.stop()
    expect(runs(server.pid)).toBe(false)
    expect(existsSync(folder)).toBe(false)
  })

  test('one that ends at start rejects with its log', async () => {
    await expect(start({ args: refused })).rejects.toThrow(
      /ended at start \(code [1-9]\d*\); its log ends:\n[\s\S]*no-such-option/,
    )
  })
}
