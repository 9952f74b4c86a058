import { writeChromeProfile } from './chrome-profile';
import { writeChromeTimeline } from './chrome-timeline';
import { writeCollapsed } from './collapsed';
import type { ExportJob, Writing } from './job';
import { writePprof } from './pprof';
import { writeSpeedscope } from './speedscope';

/** Begins to write a capture. An execution trace in Chrome's format is its timeline; everything else is a profile. */
export function beginExport(job: ExportJob): Writing {
  switch (job.to) {
    case 'pprof':
      return writePprof(job);
    case 'collapsed':
      return writeCollapsed(job);
    case 'speedscope':
      return writeSpeedscope(job);
    case 'chrome': {
      const { trace } = job.raw.capture;
      return trace === null ? writeChromeProfile(job) : writeChromeTimeline(job.raw.capture, trace);
    }
  }
}
