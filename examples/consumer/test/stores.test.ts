import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, suite, test } from 'node:test'
import { apiKeys, memoryKeyStore, requireKey } from '@sallyport/api-keys'
import { sqliteKeyStore } from '@sallyport/api-keys/sqlite'
import { keyStoreCases } from '@sallyport/api-keys/testing'
import { sharedSqlite } from '@sallyport/core/clients'
import { manualTime, testRequest } from '@sallyport/core/testing'
import type { Scopes } from '@sallyport/scopes'
import { identityCases } from '@sallyport/scopes/testing'
import { memoryDeliveryStore } from '@sallyport/webhook-auth'
import { deliveryStoreCases } from '@sallyport/webhook-auth/testing'
import { scopes } from '../src/app.ts'
import { partOf } from '../src/delivery-store.ts'
import { ada } from './box-office.ts'

const folder = mkdtempSync(join(tmpdir(), 'box-office-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** A connection of its own to a file, as another process would have it. */
const open = (name: string) => sharedSqlite(new DatabaseSync(join(folder, name)))

suite('a part of a delivery store is a delivery store', () => {
  const make = () => {
    const { monotonic, advance } = manualTime()
    const shared = memoryDeliveryStore({ monotonic })
    return { store: partOf(shared, 'one'), pass: advance }
  }
  for (const { name, run } of deliveryStoreCases(make)) test(name, run)
})

suite('two processes with one file see the same keys', () => {
  const make = () => {
    const [one, other] = [open('keys.db'), open('keys.db')]
    const close = () => {
      for (const db of [one, other]) db.close()
    }
    return { store: sqliteKeyStore(one), other: sqliteKeyStore(other), close }
  }
  for (const { name, run } of keyStoreCases(make)) test(name, run)
})

suite('a key gives the scopes that it was issued with, and that are left of them', () => {
  const store = memoryKeyStore()
  const settings = { store, prefix: 'box', env: 'test' }
  const guard = requireKey(apiKeys({ ...settings, scopes }))
  const identify = async (texts: readonly string[], storedBy: Scopes) => {
    const asked = { name: 'till', tenant: 'opera', owner: ada, actor: ada, scopes: texts }
    const { token } = await apiKeys({ ...settings, scopes: storedBy }).issue(asked)
    return { guard, request: testRequest({ headers: { 'x-api-key': token.reveal() } }) }
  }
  for (const { name, run } of identityCases(scopes, identify)) test(name, run)
})
