-- wrk's script. With AMOUNT it sends so many requests and ends at once; without, it tells what its time gave.
local amount = tonumber(os.getenv('AMOUNT'))
local sent = 0
local messages = {}

-- With VARIED each request has other headers than the one before, as those of different clients have.
local more = { {} }
if os.getenv('VARIED') then
  more = {
    {}, { 'User-Agent' }, { 'Accept' }, { 'User-Agent', 'Accept' }, { 'Accept-Encoding' },
    { 'User-Agent', 'Accept-Encoding' }, { 'Accept', 'Accept-Encoding' }, { 'User-Agent', 'Accept', 'Accept-Encoding' },
  }
end

wrk.method = os.getenv('METHOD')
if os.getenv('BODY_FILE') then
  local file = io.open(os.getenv('BODY_FILE'), 'rb')
  wrk.body = file:read('*a')
  file:close()
end

function init()
  for number, names in ipairs(more) do
    local headers = {}
    for name, value in pairs(wrk.headers) do headers[name] = value end
    for _, name in ipairs(names) do headers[name] = 'x' end
    messages[number] = wrk.format(nil, nil, headers)
  end
end

if amount then
  -- wrk itself would go on until its time is over.
  function request()
    if sent == amount then os.exit(0) end
    sent = sent + 1
    return messages[sent % #messages + 1]
  end
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  local perSecond = summary.requests / summary.duration * 1e6
  io.write(string.format('{"p50":%d,"p99":%d,"perSecond":%.0f,"failed":%d}\n', latency:percentile(50), latency:percentile(99), perSecond, failed))
end
