import { defineScopes } from '@sallyport/scopes'
import { describe, expect, it } from 'vitest'

/** What a wildcard means among these names. */
const among = (names: string, wildcard: string): string => {
  const scopes = defineScopes({ scopes: names.split(' ') })
  return scopes.expand(scopes.read([wildcard])).join(' ')
}

describe('a wildcard', () => {
  it.each([
    ['admin administrator admin:a', 'admin*', ''],
    ['admin administrator admin:a', 'admin:*', 'admin:a'],
    ['admin admin:a admin:a:b', 'admin:**', 'admin:a admin:a:b'],
    ['a:b a:b:c a:x:c a:x:y:c', 'a:*:c', 'a:b:c a:x:c'],
    ['a:b a:b:c a:x:c', '*', ''],
    ['a b a:b', '*', 'a b'],
    ['a b a:b', '**', 'a b a:b'],
    ['a a:b a:b:c', '*:**', 'a:b a:b:c'],
    ['a:b:c x:b:c x:b', '*:b:**', 'a:b:c x:b:c'],
    ['a:b:c', 'a:**:c', ''],
    ['a:b', 'a:***', ''],
    ['a:b', 'A:*', ''],
    ['a:b', 'a:*:', ''],
    ['a:b', ':*', ''],
    ['a:b', 'a:.*', ''],
    ['a:b', 'a:?*', ''],
    ['a-b:c a_b:c ab:c', 'a-b:*', 'a-b:c'],
    ['a:b:c:d:e:f:g:h', 'a:b:c:d:e:f:g:*', 'a:b:c:d:e:f:g:h'],
    ['a:b:c:d:e:f:g:h', '*:*:*:*:*:*:*:*', 'a:b:c:d:e:f:g:h'],
    ['a:b:c:d:e:f:g:h', '*:*:*:*:*:*:*:*:*', ''],
  ])('among %s, %s means %j', (names, wildcard, expected) => {
    expect(among(names, wildcard)).toBe(expected)
  })
})
