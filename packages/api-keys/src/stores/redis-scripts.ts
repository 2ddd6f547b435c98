import { type RedisScript, redisScript } from '@sallyport/core/clients'

// Redis takes back nothing of a script that fails half-way. So whatever can fail comes first: keys
// that hold something else, and the first write, which is the one that a full server refuses.

/**
 * Adds a record. Keys: the records, the owner's unrevoked ids, the indexes. Arguments: id, text,
 * how many the owner may have or '', 1 where it is not revoked.
 */
export const insertScript: RedisScript = redisScript(`
local call, id = redis.call, ARGV[1]
if call('HEXISTS', KEYS[1], id) == 1 then return 'exists' end
local most = tonumber(ARGV[3])
for i = 2, #KEYS do
  local count = call('ZCARD', KEYS[i])
  if i == 2 and most and count >= most then return 'too_many' end
end
call('HSET', KEYS[1], id, ARGV[2])
if ARGV[4] == '1' then call('ZADD', KEYS[2], 0, id) end
for i = 3, #KEYS do call('ZADD', KEYS[i], 0, id) end
return 'inserted'`)

/**
 * Replaces a record. Keys: the records, then sets of ids. Arguments: the channel, id, the version
 * and the facts of the old record, the new text, then for each set 1 to be in it or 0 not to be.
 * Answers with the old text where its facts are others: it is in sets that were not named.
 *
 * A full server lets it through, so that a key can be revoked there.
 */
export const replaceScript: RedisScript = redisScript(`#!lua flags=allow-oom
local call, id = redis.call, ARGV[2]
local old = call('HGET', KEYS[1], id)
if not old then return 'other' end
local version, facts = string.match(old, '^(%d+)\\n([^\\n]+\\n[^\\n]+\\n[^\\n]+\\n[^\\n]+)\\n')
if version ~= ARGV[3] then return 'other' end
if facts ~= ARGV[4] then return old end
for i = 2, #KEYS do call('ZCARD', KEYS[i]) end
-- Heard when the script has ended. A user who may not publish is refused here, with nothing done.
call('PUBLISH', ARGV[1], id)
call('HSET', KEYS[1], id, ARGV[5])
for i = 2, #KEYS do
  if ARGV[4 + i] == '1' then call('ZADD', KEYS[i], 0, id) else call('ZREM', KEYS[i], id) end
end
return 'replaced'`)

/**
 * Adds uses. Keys: the records, the uses. Arguments: four for each use: id, time, time of the
 * previous secret or '', count.
 */
export const touchScript: RedisScript = redisScript(`
local call, max = redis.call, math.max
-- Lua writes 14 digits of a number if nobody says otherwise.
local function text(number) return string.format('%.17g', number) end
for i = 1, #ARGV, 4 do
  local id, at, previous, count = ARGV[i], tonumber(ARGV[i + 1]), ARGV[i + 2], ARGV[i + 3]
  if call('HEXISTS', KEYS[1], id) == 1 then
    local before, was, sum = string.match(call('HGET', KEYS[2], id) or '0 - 0', '(%S+) (%S+) (%S+)')
    if previous == '' then
      previous = was
    else
      previous = text(max(tonumber(previous), tonumber(was) or 0))
    end
    local latest = text(max(at, tonumber(before)))
    call('HSET', KEYS[2], id, latest .. ' ' .. previous .. ' ' .. text(sum + count))
  end
end`)

/**
 * Reads a page. Keys: the records, the uses, an index. Arguments: where to begin, as ZRANGEBYLEX has
 * it; how many are wanted; how many may be looked at; env, tenant and owner, or '' for any.
 * Answers where to go on, or '' at the end, then text and use of each.
 */
export const pageScript: RedisScript = redisScript(`
local call = redis.call
local from, wanted, rest = ARGV[1], 2 * ARGV[2] + 1, tonumber(ARGV[3])
local function fits(fact, i) return ARGV[i] == '' or ARGV[i] == fact end
local page = { '' }
while rest > 0 do
  local ids = call('ZRANGEBYLEX', KEYS[3], from, '+', 'LIMIT', 0, math.min(rest, 100))
  for _, id in ipairs(ids) do
    local text = call('HGET', KEYS[1], id)
    local env, tenant, owner =
      string.match(text or '', '^%d+\\n([^\\n]+)\\n([^\\n]+)\\n([^\\n]+)\\n')
    if text and fits(env, 4) and fits(tenant, 5) and fits(owner, 6) then
      page[#page + 1] = text
      page[#page + 1] = call('HGET', KEYS[2], id) or ''
      if #page == wanted then return page end
    end
  end
  if #ids < math.min(rest, 100) then return page end
  rest = rest - #ids
  from = '(' .. ids[#ids]
end
page[1] = from
return page`)
