import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { postgresFolders } from '../src/find-binary.ts'
import { available, findBinary, findService } from '../src/index.ts'

const root = mkdtempSync(join(tmpdir(), 'binaries-'))
afterAll(() => rmSync(root, { recursive: true }))

function folder(name: string, files: Record<string, number> = {}): string {
  const path = join(root, name)
  mkdirSync(path, { recursive: true })
  for (const [file, mode] of Object.entries(files)) {
    writeFileSync(join(path, file), '#!/bin/sh\n', { mode })
  }
  return path
}

test('takes the first executable file: the PATH, then the other folders', () => {
  const text = folder('text', { door: 0o644 })
  const nested = folder('nested')
  mkdirSync(join(nested, 'door'))
  const one = folder('one', { door: 0o755 })
  const two = folder('two', { door: 0o755, gate: 0o755 })
  const path = ['', text, nested, join(root, 'absent'), one].join(delimiter)
  expect(findBinary('door', { path, folders: [two] })).toBe(join(one, 'door'))
  expect(findBinary('gate', { path, folders: [two] })).toBe(join(two, 'gate'))
  expect(findBinary('moat', { path, folders: [two] })).toBeUndefined()
})

test('the newest PostgreSQL comes first, by number', () => {
  for (const version of ['9.6', '15', '17']) folder(join('postgresql', version, 'bin'))
  const versions = join(root, 'postgresql')
  expect(postgresFolders(versions)).toEqual(
    ['17', '15', '9.6'].map((version) => join(versions, version, 'bin')),
  )
  expect(postgresFolders(join(root, 'absent'))).toEqual([])
})

test('a service is found by any of its names, the preferred one first', () => {
  const upstream = folder('upstream', { alertmanager: 0o755 })
  const debian = folder('debian', { 'prometheus-alertmanager': 0o755 })
  const path = [upstream, debian].join(delimiter)
  expect(findService('alertmanager', { path, folders: [] })).toBe(
    join(debian, 'prometheus-alertmanager'),
  )
  expect(findService('alertmanager', { path: upstream, folders: [] })).toBe(
    join(upstream, 'alertmanager'),
  )
})

test('an executable that does not suit is passed over', () => {
  const without = folder('without')
  writeFileSync(join(without, 'python3'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
  const having = folder('having')
  writeFileSync(join(having, 'python3'), '#!/bin/sh\nexit 0\n', { mode: 0o755 })
  const path = [without, having].join(delimiter)
  expect(findService('python-prometheus-client', { path, folders: [] })).toBe(
    join(having, 'python3'),
  )
})

test('available says what findService finds', () => {
  expect(available('redis')).toBe(findService('redis') !== undefined)
})
