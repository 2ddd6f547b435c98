import { jsonReply } from '@sallyport/core'
import { expect, it } from 'vitest'

it('jsonReply is JSON that no cache may keep', () => {
  expect(jsonReply(200, { ok: true, list: [1, null] })).toStrictEqual({
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: '{"ok":true,"list":[1,null]}',
  })
})

it('jsonReply lets the headers it is given win', () => {
  const { headers } = jsonReply(200, {}, { 'cache-control': 'max-age=5', link: ['</a>', '</b>'] })
  expect(headers).toEqual({
    'content-type': 'application/json',
    'cache-control': 'max-age=5',
    link: ['</a>', '</b>'],
  })
})
