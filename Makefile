# 掌柜: `make run` 运行, `make test` 测试。 Everything is installed into this folder (.venv, var).
PY := .venv/bin/python
LOCK := .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header

.DEFAULT_GOAL := help
.PHONY: help run test lint map soak bench-chat bench-desk bench-import bench-orders bench-search bench-day bench-quote bench-whatif bench-guard language lock clean

help: ## 这张表 this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{ printf "  %-16s %s\n", $$1, $$2 }'

run: ## 安装并运行, 打印一个网址 install, start, print one address
	@scripts/setup run
	@exec .venv/bin/zhanggui run

test: ## 全部检查和测试 lint, types, contracts, migrations, tests, browser
	@scripts/setup dev
	@scripts/browser
	@scripts/check

lint: ## 只做静态检查 only what reads the code
	@scripts/setup dev
	@scripts/check lint

map: ## 按代码重画 docs/map.md, docs/moves.md 和设置表 draw the documents from the code
	@scripts/setup dev
	@$(PY) -m tests.house.drawing

soak: ## 长时间的故事: 断线, kill -9, 一条消息也不丢 nothing is lost
	@scripts/setup dev
	@$(PY) -m bench.soak

bench-chat: ## 聊天有多快, 同一次运行里带上限 chat speed beside its ceiling
	@scripts/setup dev
	@$(PY) -m bench.chat

bench-desk: ## 一万个打开的会话, 五千条空闲的连接 ten thousand open conversations, five thousand idle sockets
	@scripts/setup dev
	@$(PY) -m bench.desk

bench-orders: ## 一百万订单的列表有多快, 同一次运行里带上限 the order list over a million orders
	@scripts/setup dev
	@$(PY) -m bench.orders

bench-search: ## 一百万条消息里搜索有多快, 一万条快捷语里推荐有多快 search over a million messages
	@scripts/setup dev
	@$(PY) -m bench.search

bench-day: ## 模拟一天, 60 倍速, 8 位客服, 打印一行数 one simulated day at 60x, one line of figures
	@scripts/setup dev
	@$(PY) -m bench.day

bench-quote: ## 算价有多快, 同一次运行里和 django-oscar 比 prices beside django-oscar
	@scripts/setup dev
	@$(PY) -m bench.quote

bench-whatif: ## 一百万旧订单试算一遍要多久 a million past orders under a planned campaign
	@scripts/setup dev
	@$(PY) -m bench.whatif

bench-guard: ## 红线多准多快, 每条规则的准确率和召回率 how right and how quick the red lines are
	@scripts/setup dev
	@$(PY) -m bench.guard

lock: ## 按 pyproject.toml 重写锁定文件 compile the lock files anew
	@scripts/setup dev
	@.venv/bin/uv --version | cut -d' ' -f2 | sed 's/^/uv==/' | $(LOCK) - -o requirements-uv.lock
	@$(LOCK) pyproject.toml --extra build -o requirements.lock
	@$(LOCK) pyproject.toml --extra build --extra dev -o requirements-dev.lock

bench-import: ## 导入有多快, 同一次运行里带上限 import speed beside its ceiling
	@scripts/setup dev
	@$(PY) -m bench.imports

language: ## 按模板和代码重写英文目录 write the English catalogue anew
	@scripts/setup dev
	@$(PY) -m tests.house.language

clean: ## 删除 .venv 和缓存; 数据 (var) 不动 keeps the data
	@rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .grimp_cache .hypothesis dist
	@find src tests bench -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true
