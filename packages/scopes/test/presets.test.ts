import { assistantDefinition, assistantScopes } from '@sallyport/scopes/presets'
import { describe, expect, it } from 'vitest'

const hierarchy = {
  admin: ['read', 'write'],
  'admin:users': ['read', 'write'],
  'admin:audit': ['read'],
  'admin:metrics': ['read'],
  'admin:security': ['read', 'write'],
  'user:profile': ['read', 'write'],
  'user:settings': ['read', 'write'],
  'user:privacy': ['read', 'write'],
  memory: ['read', 'write', 'search'],
  calendar: ['read', 'write', 'share'],
  photos: ['read', 'write', 'share'],
  ai: ['chat', 'voice', 'personalization'],
  care: ['caregiver'],
}
const held = (role: (typeof assistantScopes.roles)[number]): readonly string[] =>
  assistantScopes.expand([role])

describe('the assistant', () => {
  it('has the whole hierarchy, and nothing else', () => {
    const names = Object.entries(hierarchy).flatMap(([of, actions]) =>
      actions.map((action) => `${of}:${action}`),
    )
    expect(assistantScopes.names.toSorted()).toEqual(names.toSorted())
  })

  it('says what each scope allows', () => {
    for (const name of assistantScopes.names)
      expect(assistantScopes.describe(name)).toMatch(/^[A-Z].+\.$/)
  })

  it("is nobody's to change", () => {
    const { scopes, roles } = assistantDefinition
    for (const part of [assistantDefinition, scopes, roles, ...Object.values(roles)])
      expect(Object.isFrozen(part)).toBe(true)
  })

  it('has its five roles', () => {
    expect(assistantScopes.roles).toEqual(Object.keys(assistantDefinition.roles))
    expect(held('admin_readonly')).toEqual(
      assistantScopes.names.filter((name) => /^admin:(.+:)?read$/.test(name)),
    )
    expect(held('caregiver_basic')).toEqual(
      expect.arrayContaining(['care:caregiver', 'user:profile:read']),
    )
    expect(held('user_basic')).toEqual(expect.arrayContaining(['user:profile:read', 'memory:read']))
    expect(held('user_premium')).toEqual(
      assistantScopes.names.filter((name) => !/^(admin|care):/.test(name)),
    )
  })

  it('gives the carer who may more what the other may, and writing', () => {
    const [basic, advanced] = [held('caregiver_basic'), held('caregiver_advanced')]
    expect(basic.filter((name) => /:(write|share)$/.test(name))).toEqual([])
    const readable = basic.filter((name) => name.endsWith(':read'))
    const writable = readable.map((name) => name.replace(/read$/, 'write'))
    expect(advanced.toSorted()).toEqual([...basic, ...writable].toSorted())
  })

  it('lets nobody write who administers read-only, and no user or carer administer', () => {
    expect(held('admin_readonly').filter((name) => !name.endsWith(':read'))).toEqual([])
    for (const role of ['caregiver_advanced', 'user_premium'] as const)
      expect(held(role).filter((name) => name.startsWith('admin:'))).toEqual([])
  })
})
