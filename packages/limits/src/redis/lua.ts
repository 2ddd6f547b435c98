// Redis cuts fractions off the numbers of a reply, and Lua writes 14 digits of one: whatever may have
// a fraction or more digits is written with all 17.

/** The time: the caller's or, where it gave none, the server's. */
export const head = `
local call, floor, ceil, min, max = redis.call, math.floor, math.ceil, math.min, math.max
local now, spare = tonumber(ARGV[1]), tonumber(ARGV[2])
if not now then
  local time = call('TIME')
  now = time[1] * 1000 + floor(time[2] / 1000)
end
`

/**
 * A text of what is in use and since when, kept until all has come back; and rates, which are one.
 * Rates and quotas tell whether that lies ahead, because the clock went back.
 */
export const counts = `
local function kept(key)
  local text = call('GET', key)
  if not text then return 0, 0, '' end
  local used, at = string.match(text, '(%S+) (%S+)')
  return tonumber(used), tonumber(at), text
end

local function keep(key, used, at, ms)
  if used <= 0 then return call('DEL', key) end
  local text = string.format('%.17g %d', used, at)
  -- Redis takes no time to live that ends after the year 292,000,000.
  call('SET', key, text, 'PX', min(max(ceil(ms), 1), 1e15) + spare)
end

local function leaked(used, at, interval)
  return at < now and max(0, used - (now - at) / interval) or used
end

local function rate(key, interval)
  local used, at, text = kept(key)
  local function put(count) keep(key, count, now, count * interval) end
  used = leaked(used, at, interval)
  return used, text, put, at > now
end
`

/** Quotas, and the calendar as `calendar.ts` has it. Months are numbered from a March: leap days come last. */
export const calendar = `
local function firstDay(month)
  local year = floor(month / 12)
  local leaps = floor(year / 4) - floor(year / 100) + floor(year / 400)
  return 365 * year + leaps + floor((153 * (month % 12) + 2) / 5) - 719468
end

local function monthOf(time)
  local day = floor(time / 864e5)
  local month = floor((day + 719468) * 4800 / 146097)
  while firstDay(month) > day do month = month - 1 end
  while firstDay(month + 1) <= day do month = month + 1 end
  return month, day - firstDay(month)
end

local function period(time, origin, months, ms)
  if months == 0 then
    local index = floor((time - origin) / ms)
    return index, origin + index * ms
  end
  local from, day = monthOf(origin)
  local function start(index)
    local month = from + index * months
    return min(firstDay(month) + day, firstDay(month + 1) - 1) * 864e5 + origin % 864e5
  end
  local index = floor((monthOf(time) - from) / months)
  if start(index) > time then index = index - 1 end
  return index, start(index)
end

local function quota(key, refill, calendar)
  local used, since, text = kept(key)
  local origin, months, ms = string.match(calendar, '(%S+) (%S+) (%S+)')
  origin, months, ms = tonumber(origin), tonumber(months), tonumber(ms)
  local index, start = period(now, origin, months, ms)
  local function put(count)
    keep(key, count, start, ceil(count / refill) * max(ms, months * 31 * 864e5))
  end
  if since < start and used > 0 then
    used = max(0, used - (index - period(since, origin, months, ms)) * refill)
  end
  return used, text, put, since > start, start
end
`

/** Many of something, in commands of a length that Lua can take; and times, which are a list. */
export const appended = `
local function each(command, key, values)
  for i = 1, #values, 1000 do
    call(command, key, unpack(values, i, min(i + 999, #values)))
  end
end

local function append(key, count, window)
  local time, times = string.format('%d', now), {}
  for i = 1, count do times[i] = time end
  each('RPUSH', key, times)
  call('PEXPIRE', key, window + spare)
  return time
end
`
