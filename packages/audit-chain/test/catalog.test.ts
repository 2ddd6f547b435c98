import { auditCategories, auditEvents, parseEntry } from '@sallyport/audit-chain'
import { describe, expect, it } from 'vitest'

const events = Object.values(auditEvents)
/** What is searched for, in the words of those who search. */
const asked = `
  auth.login auth.scope_denied auth.scope_granted user.created user.profile_accessed
  user.settings_changed admin.access admin.config_changed admin.user_impersonated memory.accessed
  memory.modified memory.searched ws.connect ws.message_sent ws.error api.request api.error
  system.startup system.shutdown security.suspicious_activity security.failed_login`
  .trim()
  .split(/\s+/)

describe('auditEvents', () => {
  it('has every type that is asked for, and more than 25', () => {
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(asked))
    expect(events.length).toBeGreaterThan(25)
  })

  it('has each name once, and each type with an underscore as an alias', () => {
    const names = events.flatMap(({ type, aliases = [] }) => [type, ...aliases])
    expect(new Set(names).size).toBe(names.length)
    for (const { type, aliases } of events) expect(aliases).toContain(type.replace('.', '_'))
    expect(names).toContain('login_failure')
  })

  it.each(events)('$type is named and explained, and has a level of its category', (event) => {
    expect(event.type).toMatch(/^[a-z_]+(\.[a-z_]+)+$/)
    expect(event.help).toMatch(/^[A-Z].+\.$/)
    expect(auditCategories[event.category].levels).toContain(event.level)
  })
})

describe('auditCategories', () => {
  it.each(Object.entries(auditCategories))(
    '%s is explained, used, and its levels are',
    (name, one) => {
      expect(one.help).toMatch(/^[A-Z].+\.$/)
      const levels = events.filter(({ category }) => category === name).map(({ level }) => level)
      expect(one.levels.filter((level) => !levels.includes(level))).toEqual([])
    },
  )
})

it('what parseEntry gives for a line of something else is a fault, not an error', () => {
  expect(parseEntry('')).toEqual({ ok: false, fault: 'not_json' })
})
