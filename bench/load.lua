-- wrk's script. With AMOUNT it sends so many requests and ends at once; without, it tells what its time gave.
local amount = tonumber(os.getenv('AMOUNT'))
local sent = 0
local message

wrk.method = os.getenv('METHOD')
wrk.body = os.getenv('BODY')

function init()
  message = wrk.format()
end

if amount then
  -- wrk itself would go on until its time is over.
  function request()
    if sent == amount then os.exit(0) end
    sent = sent + 1
    return message
  end
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  local perSecond = summary.requests / summary.duration * 1e6
  io.write(string.format('{"p50":%d,"p99":%d,"perSecond":%.0f,"failed":%d}\n', latency:percentile(50), latency:percentile(99), perSecond, failed))
end
