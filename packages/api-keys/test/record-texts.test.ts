import { DatabaseSync } from 'node:sqlite'
import { sqliteKeyStore } from '@sallyport/api-keys/sqlite'
import { expect, it } from 'vitest'
import { createRecordTexts } from '../src/stores/record-texts.ts'
import { madeKey } from './support/made-key.ts'
import { openTestKeys } from './support/open-test-keys.ts'

it('a row that says the same is the same record, and nobody can change it', () => {
  const read = createRecordTexts()
  const text = JSON.stringify(madeKey())
  const record = read('a', text)
  expect(record).toEqual(JSON.parse(text))
  expect(read('a', `${text}`)).toBe(record)
  expect(Reflect.set(record, 'revokedAt', 1)).toBe(false)
  expect(Reflect.set(record.current, 'digest', '')).toBe(false)
  expect(read('b', text)).not.toBe(record)
  expect(read('a', JSON.stringify({ ...record, name: 'other' })).name).toBe('other')
})

it('the oldest of 10,000 goes when another comes', () => {
  const read = createRecordTexts()
  const first = read('first', '{}')
  const records = Array.from({ length: 9_999 }, (_, i) => read(`k${i}`, '{}'))
  expect([read('first', '{}') === first, read('k9998', '{}') === records[9_998]]).toEqual([
    true,
    true,
  ])
  read('one more', '{}')
  expect([read('k1', '{}') === records[1], read('first', '{}') === first]).toEqual([true, false])
})

it('whoever changes a row by hand is heard at once, whatever its version says', async () => {
  const db = new DatabaseSync(':memory:')
  const { issued, outcome } = openTestKeys({ store: sqliteKeyStore(db) })
  const { token } = await issued()
  expect([await outcome(token.reveal()), await outcome(token.reveal())]).toEqual([
    'current',
    'current',
  ])
  db.exec(`UPDATE sallyport_keys SET record = json_set(record, '$.revokedAt', 1)`)
  expect(await outcome(token.reveal())).toBe('key_revoked')
  db.exec('DELETE FROM sallyport_keys')
  expect(await outcome(token.reveal())).toBe('key_unknown')
})
