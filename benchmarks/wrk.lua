-- Asks for the paths of a file, one a line: each in turn, or the first ones much more often (Zipf).
-- Arguments: file, "turn" or "zipf", then request headers as "Name: value".

local paths, weights, total, at = {}, {}, 0, 0

function init(arguments)
   for line in io.lines(arguments[1]) do
      paths[#paths + 1] = line
      total = total + 1 / #paths
      weights[#paths] = total
   end
   for number = 3, #arguments do
      local name, value = arguments[number]:match("^(.-): (.*)$")
      wrk.headers[name] = value
   end
   math.randomseed(1)
   local pick = function()
      at = at % #paths + 1
      return paths[at]
   end
   if arguments[2] == "zipf" then
      pick = function()
         local wanted, low, high = math.random() * total, 1, #paths
         while low < high do
            local middle = math.floor((low + high) / 2)
            if weights[middle] < wanted then low = middle + 1 else high = middle end
         end
         return paths[low]
      end
   end
   local prepared = {}
   for _, path in ipairs(paths) do prepared[path] = wrk.format("GET", path) end
   request = function() return prepared[pick()] end
end

function done(summary, latency, requests)
   local errors = summary.errors
   io.write(string.format(
      '\nRESULT {"requests": %d, "microseconds": %d, "failed": %d, "p50": %d, "p95": %d, "p99": %d}\n',
      summary.requests, summary.duration,
      errors.connect + errors.read + errors.write + errors.status + errors.timeout,
      latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
