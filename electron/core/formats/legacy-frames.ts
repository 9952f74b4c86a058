/**
 * Frames that pprof hides in legacy texts (addLegacyFrameInfo of profile/legacy_profile.go): the allocator's own, and those of
 * lock profilers. Regular expressions in Go's syntax, for whole simplified names.
 */

/** Of heap texts: `Capture.dropFrames`. */
export const ALLOCATION_FRAMES = [
  // POSIX entry points.
  ...['calloc', 'cfree', 'malloc', 'free', 'memalign', 'do_memalign', '(__)?posix_memalign', 'pvalloc', 'valloc'],
  'realloc',
  // TCMalloc.
  ...[
    'tcmalloc::.*',
    'tc_calloc',
    'tc_cfree',
    'tc_malloc',
    'tc_free',
    'tc_memalign',
    'tc_posix_memalign',
    'tc_pvalloc',
  ],
  ...['tc_valloc', 'tc_realloc', 'tc_new', 'tc_delete', 'tc_newarray', 'tc_deletearray', 'tc_new_nothrow'],
  'tc_newarray_nothrow',
  // macOS.
  ...['malloc_zone_malloc', 'malloc_zone_calloc', 'malloc_zone_valloc', 'malloc_zone_realloc', 'malloc_zone_memalign'],
  'malloc_zone_free',
  // Go's runtime.
  'runtime\\..*',
  // Other allocators.
  ...['BaseArena::.*', '(::)?do_malloc_no_errno', '(::)?do_malloc_pages', '(::)?do_malloc', 'DoSampledAllocation'],
  ...['MallocedMemBlock::MallocedMemBlock', '_M_allocate', '__builtin_(vec_)?delete', '__builtin_(vec_)?new'],
  ...['__gnu_cxx::new_allocator::allocate', '__libc_malloc', '__malloc_alloc_template::allocate', 'allocate'],
  ...['cpp_alloc', 'operator new(\\[\\])?', 'simple_alloc::allocate'],
].join('|');

/** Of heap texts: `Capture.keepFrames`; runtime frames in the middle or at the bottom of a stack. */
export const ALLOCATION_FRAMES_KEPT = ['runtime\\.panic', 'runtime\\.reflectcall', 'runtime\\.call[0-9]*'].join('|');

/** Of block and mutex texts: `Capture.dropFrames`. None of them is Go's. */
export const LOCK_FRAMES = [
  ...['RecordLockProfileData', '(base::)?RecordLockProfileData.*', '(base::)?SubmitMutexProfileData.*'],
  ...['(base::)?SubmitSpinLockProfileData.*', '(base::Mutex::)?AwaitCommon.*', '(base::Mutex::)?Unlock.*'],
  ...['(base::Mutex::)?UnlockSlow.*', '(base::Mutex::)?ReaderUnlock.*', '(base::MutexLock::)?~MutexLock.*'],
  ...['(Mutex::)?AwaitCommon.*', '(Mutex::)?Unlock.*', '(Mutex::)?UnlockSlow.*', '(Mutex::)?ReaderUnlock.*'],
  ...['(MutexLock::)?~MutexLock.*', '(SpinLock::)?Unlock.*', '(SpinLock::)?SlowUnlock.*'],
  '(SpinLockHolder::)?~SpinLockHolder.*',
].join('|');
