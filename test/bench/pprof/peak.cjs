// Required into a process that is measured: writes its peak memory, in bytes, where PEAK_FILE says.
const { writeFileSync } = require('node:fs');

process.on('exit', () => {
  writeFileSync(process.env.PEAK_FILE, String(process.resourceUsage().maxRSS * 1024));
});
