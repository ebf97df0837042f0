from pathlib import Path

from fastapi import FastAPI, Header, Request
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.templating import Jinja2Templates
from starlette.middleware.sessions import SessionMiddleware

app = FastAPI(openapi_url=None)
# Its sessions are signed, not encrypted, and it has them for all routes.
app.add_middleware(SessionMiddleware, secret_key='only for the benchmark')
templates = Jinja2Templates(Path(__file__).parent / 'jinja_templates')

TITLE = 'Twelve <rows> & more'
ROWS = [
    {'id': index, 'name': f'Row <{index}>', 'text': 'Salt & pepper, <b>bold</b> and plain, a line as long as lines are.'}
    for index in range(1, 13)
]
JSON_HEADERS = {'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff'}
HTML_HEADERS = {
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
    'referrer-policy': 'strict-origin-when-cross-origin',
}


class Shop:
    def item(self, id):
        return f'Item {id}'


shop = Shop()


def as_json(headers={}, **data):
    return JSONResponse(data, headers={**JSON_HEADERS, **headers})


@app.get('/plaintext')
async def plaintext():
    return HTMLResponse('Hello, World!', headers=HTML_HEADERS)


@app.get('/json')
async def json():
    return as_json(message='Hello, World!')


@app.get('/users/{id}')
async def user(id: int):
    return as_json(id=id, name=f'User {id}')


@app.get('/search')
async def search(q: str = '', page: int = 1):
    return as_json(q=q, page=page)


@app.get('/session')
async def visits(request: Request):
    request.session['visits'] = request.session.get('visits', 0) + 1
    return as_json({'vary': 'Cookie', 'cache-control': 'private'}, visits=request.session['visits'])


@app.get('/page')
async def page(request: Request):
    context = {'request': request, 'title': TITLE, 'rows': ROWS}
    return templates.TemplateResponse('page.html', context, headers=HTML_HEADERS)


@app.post('/form')
async def form(request: Request):
    return as_json(**await request.form())


@app.get('/bare')
async def bare():
    return as_json(bare=True)


@app.get('/inject/{id}')
async def inject(id: int, request: Request, x_user: str = Header('nobody'), accept_language: str = Header('en')):
    return as_json(id=id, item=shop.item(id), path=request.url.path, user=x_user, locale=accept_language)
