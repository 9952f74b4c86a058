/** An element of an XML file: enough of it to check what was written. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Own text, without that of elements in it. */
  readonly text: string;
  readonly children: readonly XmlElement[];
  /** Elements of this name in it, however deep, in order. */
  all(name: string): readonly XmlElement[];
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const ATTRIBUTE = /\s+([\w:.-]+)="([^"<]*)"/y;

/** Reads XML as strictly as it is written here: elements, attributes in double quotes, five entities. Throws where something else stands. */
export function parseXml(text: string): XmlElement {
  let at = 0;
  const fail = (what: string): never => {
    throw new Error(`${what} at ${at}: ${JSON.stringify(text.slice(at, at + 60))}`);
  };
  const plain = (raw: string): string =>
    raw.replace(/&([^;]*;)?/g, (whole, name: string | undefined) => ENTITIES[name?.slice(0, -1) ?? ''] ?? fail(whole));
  const element = (): XmlElement => {
    const name = /^<([A-Za-z][\w:.-]*)/.exec(text.slice(at, at + 200))?.[1] ?? fail('no element');
    at += name.length + 1;
    const attributes: Record<string, string> = {};
    ATTRIBUTE.lastIndex = at;
    for (let match = ATTRIBUTE.exec(text); match !== null; match = ATTRIBUTE.exec(text)) {
      const [, key = '', value = ''] = match;
      if (key in attributes) fail(`a second ${key}`);
      attributes[key] = plain(value);
      at = ATTRIBUTE.lastIndex;
    }
    while (text[at] === ' ') at++;
    const children: XmlElement[] = [];
    let own = '';
    if (text.startsWith('/>', at)) at += 2;
    else {
      if (text[at] !== '>') fail(`<${name}> does not end`);
      at++;
      for (;;) {
        const next = text.indexOf('<', at);
        if (next < 0) fail(`no </${name}>`);
        own += plain(text.slice(at, next));
        at = next;
        if (text.startsWith('</', at)) break;
        children.push(element());
      }
      if (!text.startsWith(`</${name}>`, at)) fail(`not </${name}>`);
      at += name.length + 3;
    }
    const all = (wanted: string): readonly XmlElement[] =>
      children.flatMap((child) => [...(child.name === wanted ? [child] : []), ...child.all(wanted)]);
    return { name, attributes, text: own, children, all };
  };
  const root = element();
  if (text.slice(at).trim() !== '') fail('something after the end');
  if (/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text))
    fail('a character that XML has no place for');
  return root;
}
