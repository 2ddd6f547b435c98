import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { firstAnswer } from '../src/first-answer.ts'
import type { Place } from '../src/place.ts'
import type { Recipe } from '../src/recipe.ts'
import { startServer } from '../src/start-server.ts'
import { runs } from './process-state.ts'

const listen = `require('node:net')
  .createServer((socket) => socket.end('hello'))
  .listen(Number(process.argv[1]), '127.0.0.1')`

/** A server made of one line of script; `places` holds what it was given. */
function scripted(script: string): Recipe & { places: Place[] } {
  const places: Place[] = []
  return {
    name: 'scripted',
    binary: process.execPath,
    places,
    args: ({ port }) => ['-e', script, `${port}`],
    url: ({ port }) => `tcp://127.0.0.1:${port}`,
    prepare: async (place) => {
      places.push(place)
    },
    answers: async (place, signal) => (await firstAnswer(place, '?', signal)).includes('hello'),
  }
}

test('one that never answers is given up, with its log, and leaves nothing', async () => {
  const recipe = scripted(`console.error('still thinking'); setInterval(() => {}, 1e6)`)
  await expect(startServer(recipe, { readyWithinMs: 500 })).rejects.toThrow(
    'services: scripted did not answer in 500 ms; its log ends:\nstill thinking',
  )
  expect(recipe.places.map(({ folder }) => existsSync(folder))).toEqual([false])
})

test('one that accepts but never speaks is given up too', async () => {
  const recipe = scripted(listen.replace(`socket.end('hello')`, 'socket.resume()'))
  await expect(startServer(recipe, { readyWithinMs: 500 })).rejects.toThrow('did not answer')
})

test('one that cannot be started rejects', async () => {
  const recipe = { ...scripted(''), binary: '/no/such/binary' }
  await expect(startServer(recipe)).rejects.toThrow('ENOENT')
  expect(recipe.places.map(({ folder }) => existsSync(folder))).toEqual([false])
})

test('one that ignores SIGTERM is killed', async () => {
  const recipe = scripted(`process.on('SIGTERM', () => {}); ${listen}`)
  const server = await startServer(recipe, { stopWithinMs: 100 })
  await server.stop()
  expect(runs(server.pid)).toBe(false)
})

test('a port taken at the last moment is exchanged for another', async () => {
  const recipe = scripted(listen)
  const server = await startServer({
    ...recipe,
    prepare: async (place) => {
      if (recipe.places.push(place) > 1) return
      const rival = createServer().listen(place.port, '127.0.0.1')
      onTestFinished(() => void rival.close())
    },
  })
  onTestFinished(() => server.stop())
  const [first, second] = recipe.places
  expect(recipe.places).toHaveLength(2)
  expect(server.port).toBe(second?.port)
  expect(server.port).not.toBe(first?.port)
  expect(existsSync(first?.folder ?? '')).toBe(false)
})

test('down keeps the folder, up starts again, and both may be repeated', async () => {
  await using server = await startServer(scripted(listen))
  const { pid } = server
  await server.up()
  expect(server.pid).toBe(pid)
  await server.down()
  await server.down()
  expect(runs(pid)).toBe(false)
  expect(existsSync(server.folder)).toBe(true)
  await server.up()
  expect(server.pid).not.toBe(pid)
  expect(runs(server.pid)).toBe(true)
})

test('stop wins over a restart under way, and is final', async () => {
  const server = await startServer(scripted(listen))
  const restarted = server.restart()
  await server.stop()
  await expect(restarted).rejects.toThrow('was stopped')
  expect(runs(server.pid)).toBe(false)
  await expect(server.up()).rejects.toThrow('scripted was stopped, and its folder removed')
})
