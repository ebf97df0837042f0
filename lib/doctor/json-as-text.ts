import { calledBy, memberOf, nameOfKey, ownNodes, type Source } from '../plain/syntax.js';

/** Whether a method returns JSON as text, which is sent as HTML: `return JSON.stringify(note)`, `new Response(JSON.stringify(note))`. */
export function returnsJsonText(method: unknown): boolean {
  const source = String(method);
  if (!/\breturn\b[^;]*\bJSON\.stringify\(/.test(source)) return false;
  return ownNodes(source).some(
    (node) => node.type === 'ReturnStatement' && isSentAsHtml(node['argument'] as Source | null),
  );
}

function isSentAsHtml(value: Source | null): boolean {
  if (isStringify(value)) return true;
  if (value?.type !== 'NewExpression' && value?.type !== 'CallExpression') return false;
  const name = calledBy(value) ?? memberOf(value['callee'] as Source);
  if (name !== (value.type === 'NewExpression' ? 'Response' : 'makeResponse')) return false;
  const [body = null, second, third] = value['arguments'] as Source[];
  return isStringify(body) && third === undefined && (value.type === 'CallExpression' || !namesType(second));
}

function isStringify(value: Source | null): boolean {
  if (value?.type !== 'CallExpression') return false;
  const callee = value['callee'] as Source;
  return memberOf(callee) === 'stringify' && (callee['object'] as Source)['name'] === 'JSON';
}

/** Whether options may say a content type. */
function namesType(options: Source | undefined): boolean {
  if (options === undefined) return false;
  if (options.type !== 'ObjectExpression') return true;
  return (options['properties'] as Source[]).some((one) => nameOfKey(one['key']) !== 'status');
}
