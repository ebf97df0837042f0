from flask import Flask, jsonify, make_response, render_template, request, session

app = Flask(__name__, template_folder='jinja_templates')
app.secret_key = 'only for the benchmark'
# Its sessions are signed, not encrypted.
app.json.compact = True
app.json.sort_keys = False

TITLE = 'Twelve <rows> & more'
ROWS = [
    {'id': index, 'name': f'Row <{index}>', 'text': 'Salt & pepper, <b>bold</b> and plain, a line as long as lines are.'}
    for index in range(1, 13)
]


class Shop:
    def item(self, id):
        return f'Item {id}'


shop = Shop()


def as_json(**data):
    response = jsonify(data)
    response.headers['content-type'] = 'application/json; charset=utf-8'
    response.headers['x-content-type-options'] = 'nosniff'
    response.set_data(response.get_data().rstrip())
    return response


def as_html(text):
    response = make_response(text)
    response.headers['x-content-type-options'] = 'nosniff'
    response.headers['x-frame-options'] = 'SAMEORIGIN'
    response.headers['referrer-policy'] = 'strict-origin-when-cross-origin'
    return response


@app.get('/plaintext')
def plaintext():
    return as_html('Hello, World!')


@app.get('/json')
def json():
    return as_json(message='Hello, World!')


@app.get('/users/<int:id>')
def user(id):
    return as_json(id=id, name=f'User {id}')


@app.get('/search')
def search():
    return as_json(q=request.args.get('q', ''), page=request.args.get('page', 1, int))


@app.get('/session')
def visits():
    session['visits'] = session.get('visits', 0) + 1
    return as_json(visits=session['visits'])


@app.get('/page')
def page():
    return as_html(render_template('page.html', title=TITLE, rows=ROWS))


@app.post('/form')
def form():
    return as_json(**request.form)


@app.get('/bare')
def bare():
    return as_json(bare=True)


@app.get('/inject/<int:id>')
def inject(id):
    user = request.headers.get('x-user', 'nobody')
    locale = request.headers.get('accept-language', 'en')
    return as_json(id=id, item=shop.item(id), path=request.path, user=user, locale=locale)
