import { type RedisScript, redisScript } from '@sallyport/core/clients'
import { appended, calendar, counts, head } from './lua.ts'

/**
 * Takes all steps or none. Arguments: the caller's time or '', for how long a key is kept beyond
 * its time, 1 to take or 0 to look; then five for each key: kind, cost, capacity, span, and what
 * the kind needs besides. Answers the time, then for each key whether it fits and how it stood.
 */
export const claimScript: RedisScript = redisScript(`${head}${counts}${calendar}${appended}
local function upto(key, count, time)
  local function isOld(i) return tonumber(call('LINDEX', key, i)) <= time end
  local low, step = 0, 1
  -- Most often one or none is old: first near the head, then by halves.
  while low + step <= count and isOld(low + step - 1) do
    low = low + step
    step = step * 2
  end
  local high = min(count, low + step - 1)
  while low < high do
    local mid = floor((low + high) / 2)
    if isOld(mid) then low = mid + 1 else high = mid end
  end
  return low
end

local kinds = {
  rate = function(key, cost, most, interval)
    local used, text, put, isAhead = rate(key, interval)
    if isAhead then put(used) end
    return used + cost <= most + 1e-6, text, function() put(used + cost) end
  end,

  quota = function(key, cost, most, refill, calendar)
    local used, text, put, isAhead = quota(key, refill, calendar)
    if isAhead then put(used) end
    return used + cost <= most, text, function() put(used + cost) end
  end,

  exact = function(key, cost, most, window)
    local count = call('LLEN', key)
    local last = count > 0 and call('LINDEX', key, -1)
    if last and tonumber(last) > now then
      local past = upto(key, count, now)
      call('LTRIM', key, 0, past - count - 1)
      last = append(key, count - past, window)
    end
    local old = upto(key, count, now - window)
    count = count - old
    local ok, text = count + cost <= most, '0'
    if count > 0 then
      local first = call('LINDEX', key, old + max(0, count - most))
      local blocking = ok and '' or call('LINDEX', key, old + count + cost - most - 1)
      text = count .. ' ' .. last .. ' ' .. first .. ' ' .. blocking
    end
    return ok, text, function()
      if old > 0 then call('LTRIM', key, old, -1) end
      append(key, cost, window)
    end
  end,

  concurrency = function(key, cost, most, lease, name)
    local latest = string.format('%d', now + lease)
    call('ZREMRANGEBYSCORE', key, '-inf', now)
    for _, late in ipairs(call('ZRANGEBYSCORE', key, '(' .. latest, '+inf')) do
      call('ZADD', key, latest, late)
      call('PEXPIRE', key, lease + spare)
    end
    local held = call('ZCARD', key)
    local ok = held + cost <= most
    local first = ok and '' or call('ZRANGE', key, 0, 0, 'WITHSCORES')[2]
    return ok, held .. ' ' .. first, function()
      local members = {}
      for i = 1, cost do
        members[2 * i - 1] = latest
        members[2 * i] = name .. ':' .. i
      end
      each('ZADD', key, members)
      call('PEXPIRE', key, lease + spare)
    end
  end,
}

local reply, takes, fit = { now }, {}, ARGV[3] == '1'
for i, key in ipairs(KEYS) do
  local kind, cost, most, span, more = unpack(ARGV, 5 * i - 1, 5 * i + 3)
  local ok, text, take = kinds[kind](key, tonumber(cost), tonumber(most), tonumber(span), more)
  reply[2 * i] = ok and 1 or 0
  reply[2 * i + 1] = text
  takes[i] = take
  fit = fit and ok
end
if fit then
  for _, take in ipairs(takes) do take() end
end
return reply`)

/**
 * Gives back. Arguments: the first two of a claim; then five for each key: kind, cost, when it was
 * taken, span, and what the kind needs besides.
 */
export const refundScript: RedisScript = redisScript(`${head}${counts}${calendar}${appended}
local kinds = {
  -- What was taken first leaks first: of what was in use after it, the last.
  rate = function(key, cost, at, interval, after)
    local used, _, put = rate(key, interval)
    put(used - min(cost, leaked(tonumber(after), tonumber(at), interval)))
  end,

  quota = function(key, cost, at, refill, calendar)
    local used, _, put, _, start = quota(key, refill, calendar)
    if tonumber(at) >= start then put(used - cost) end
  end,

  -- From the tail: what is given back was taken just now.
  exact = function(key, cost, at) call('LREM', key, -cost, at) end,

  concurrency = function(key, cost, at, lease, name)
    local members = {}
    for i = 1, cost do members[i] = name .. ':' .. i end
    each('ZREM', key, members)
  end,
}

for i, key in ipairs(KEYS) do
  local kind, cost, at, span, more = unpack(ARGV, 5 * i - 2, 5 * i + 2)
  kinds[kind](key, tonumber(cost), at, tonumber(span), more)
end`)
