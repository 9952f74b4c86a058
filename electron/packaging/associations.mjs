// What each desktop is told about our files, generated from one table. Pure functions: text in the desktop's own format.

/**
 * @typedef {object} Association
 * @property {string} id short name, also the Windows ProgID's last part
 * @property {string} label what a file manager shows as the file's kind
 * @property {string} mime
 * @property {string} uti macOS type identifier
 * @property {string[]} globs names on Linux, where a pattern may look at the whole name
 * @property {string[]} owned extensions that we may open by double click
 * @property {string[]} shared extensions that belong to others too (`gz`, `txt`): offered under "open with", never taken
 * @property {string} parent macOS type that this one conforms to
 * @property {string[]} magic how the content may begin, tried after the name
 */

const APP = { id: 'io.parkscope.Parkscope', name: 'Parkscope', comment: 'See which goroutines are stuck and why' };

/** Links to findings, as `parkscope check` prints them (electron/main/arguments.ts reads them). */
const LINKS = 'parkscope';

/** @param {string} text */
function xml(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** The `.desktop` file. @param {readonly Association[]} table @returns {string} */
export function desktopEntry(table) {
  return [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${APP.name}`,
    `Comment=${APP.comment}`,
    // Files and links.
    'Exec=parkscope %U',
    'Icon=parkscope',
    'Terminal=false',
    'Categories=Development;Profiling;',
    `MimeType=${table.map(({ mime }) => `${mime};`).join('')}x-scheme-handler/${LINKS};`,
    '',
  ].join('\n');
}

/** The shared-mime-info package. @param {readonly Association[]} table @returns {string} */
export function mimeInfo(table) {
  const types = table.map(({ label, mime, globs, magic }) =>
    [
      `  <mime-type type="${xml(mime)}">`,
      `    <comment>${xml(label)}</comment>`,
      // Anything that reads plain text may go on doing so.
      ...(mime.startsWith('text/') ? ['    <sub-class-of type="text/plain"/>'] : []),
      // Above the default of 50, or `*.pb.gz` would stay "gzip archive".
      ...globs.map((glob) => `    <glob pattern="${xml(glob)}" weight="60"/>`),
      ...magic.map((value) => `    <magic><match type="string" offset="0" value="${xml(value)}"/></magic>`),
      '  </mime-type>',
    ].join('\n'),
  );
  const namespace = 'http://www.freedesktop.org/standards/shared-mime-info';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<mime-info xmlns="${namespace}">\n${types.join('\n')}\n</mime-info>\n`;
}

/** Keys for a macOS Info.plist, as an XML fragment inside its <dict>. @param {readonly Association[]} table @returns {string} */
export function infoPlistKeys(table) {
  /** @param {readonly string[]} values */
  const array = (values) => `<array>${values.map((value) => `<string>${xml(value)}</string>`).join('')}</array>`;
  const documents = table.map(({ label, uti, owned, shared, parent }) => {
    // The owner of `.gz` and `.txt` stays who it was; those files open by "open with" or by drop.
    const rank = owned.length > 0 ? 'Default' : 'Alternate';
    const types = shared.length > 0 && owned.length === 0 ? [uti, parent] : [uti];
    return [
      '<dict>',
      `<key>CFBundleTypeName</key><string>${xml(label)}</string>`,
      '<key>CFBundleTypeRole</key><string>Viewer</string>',
      `<key>LSHandlerRank</key><string>${rank}</string>`,
      `<key>LSItemContentTypes</key>${array(types)}`,
      '</dict>',
    ].join('');
  });
  const types = table.map(({ label, uti, owned, parent }) =>
    [
      '<dict>',
      `<key>UTTypeIdentifier</key><string>${xml(uti)}</string>`,
      `<key>UTTypeDescription</key><string>${xml(label)}</string>`,
      `<key>UTTypeConformsTo</key>${array([parent])}`,
      `<key>UTTypeTagSpecification</key><dict><key>public.filename-extension</key>${array(owned)}</dict>`,
      '</dict>',
    ].join(''),
  );
  return [
    `<key>CFBundleIdentifier</key><string>${APP.id}</string>`,
    `<key>CFBundleURLTypes</key><array><dict><key>CFBundleURLName</key><string>${APP.id}</string><key>CFBundleURLSchemes</key>${array([LINKS])}</dict></array>`,
    `<key>CFBundleDocumentTypes</key><array>${documents.join('')}</array>`,
    `<key>UTExportedTypeDeclarations</key><array>${types.join('')}</array>`,
    '',
  ].join('\n');
}

/** A `.reg` file for the current user. @param {readonly Association[]} table @param {string} executable @returns {string} */
export function windowsRegistry(table, executable) {
  const classes = 'HKEY_CURRENT_USER\\Software\\Classes';
  const quoted = executable.replace(/\\/g, '\\\\');
  const lines = ['Windows Registry Editor Version 5.00', ''];
  lines.push(`[${classes}\\${LINKS}]`, `@="URL:${APP.name}"`, '"URL Protocol"=""', '');
  lines.push(`[${classes}\\${LINKS}\\shell\\open\\command]`, `@="\\"${quoted}\\" \\"%1\\""`, '');
  for (const { id, label, owned, shared } of table) {
    const progId = `${APP.name}.${id}`;
    lines.push(`[${classes}\\${progId}]`, `@="${label}"`, '');
    lines.push(`[${classes}\\${progId}\\shell\\open\\command]`, `@="\\"${quoted}\\" \\"%1\\""`, '');
    for (const extension of owned) lines.push(`[${classes}\\.${extension}]`, `@="${progId}"`, '');
    // Listed beside the present owner, which a default value would replace.
    for (const extension of [...owned, ...shared]) {
      lines.push(`[${classes}\\.${extension}\\OpenWithProgids]`, `"${progId}"=""`, '');
    }
  }
  return lines.join('\r\n');
}

/**
 * The `parkscope` command of the packaged folder: subcommands run in the same binary as plain Node.
 * @param {readonly string[]} subcommands @param {string} binary @returns {string}
 */
export function launcherScript(subcommands, binary) {
  return `#!/bin/sh
# parkscope [FILE|PID|URL ...] opens the window; parkscope COMMAND ... runs without one.
here=$(dirname "$(readlink -f "$0")")
case "\${1-}" in
  ${subcommands.join('|')}|-?*)
    ELECTRON_RUN_AS_NODE=1 exec "$here/${binary}" "$here/resources/app/dist/cli/main.cjs" "$@" ;;
esac
unset ELECTRON_RUN_AS_NODE
if [ -z "\${DISPLAY-}" ] && [ -z "\${WAYLAND_DISPLAY-}" ]; then
  echo "parkscope: no display for a window; 'parkscope check FILE' works without one, 'parkscope help' lists the rest" >&2
  exit 2
fi
# Chromium refuses to run its sandbox as root.
if [ "$(id -u)" = 0 ]; then set -- --no-sandbox "$@"; fi
exec "$here/${binary}" "$@"
`;
}
